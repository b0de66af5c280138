"""What things cost: comparisons, quotes, price lists, exchange rates and taxes."""
