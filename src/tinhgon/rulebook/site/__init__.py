"""Pages of figures, findings and the overview."""
