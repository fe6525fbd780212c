"""Schema versions, run by Alembic at every start."""
