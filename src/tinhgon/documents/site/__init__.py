"""The pages of the register of numbers."""
