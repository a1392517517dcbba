"""Background jobs: asked for, run by workers from a queue in PostgreSQL, watched, cancelled, told of."""
