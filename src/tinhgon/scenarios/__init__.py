"""Scenarios: a future apparatus as a list of changes on a base, edited, checked, compared, decided, undone."""
