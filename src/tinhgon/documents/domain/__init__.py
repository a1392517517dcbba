"""What documents consist of, as pure values."""
