"""Small frozen types: money, sizes, countries, currencies, dates."""
