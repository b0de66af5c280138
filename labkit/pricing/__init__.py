"""What things cost: the user's own price lists, quotes, currencies and taxes."""
