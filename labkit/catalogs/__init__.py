"""Catalogs: read from the labs, kept as dated snapshots, compared over time."""
