"""Pages of accounts, roles and the log of looks."""
