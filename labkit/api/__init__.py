"""The façades: `labkit.Lab` and `labkit.Catalog`. Nothing below imports them."""
