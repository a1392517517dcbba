"""Django database backend that finds, and if need be starts, the database at the first connection."""
