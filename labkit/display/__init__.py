"""What stands beside a value: marks, styles, reprs, progress."""
