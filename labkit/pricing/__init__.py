"""What item_codes cost: the user's own price lists, quotes, currencies and taxes."""
