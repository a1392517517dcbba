"""Pages of import, export and background work."""
