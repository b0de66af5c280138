"""What a lab is made of: its spec, endpoints, credentials, and lenient readers of its values."""
