"""What scenarios are and what follows from them, as pure values and functions."""
