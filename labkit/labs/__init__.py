"""The labs labkit knows, one folder each."""
