"""Pictures: upright size, colour, ppi, crop, and what a print of them loses."""
