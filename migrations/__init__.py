"""The database's history: one Alembic revision a change, each with its way back."""
