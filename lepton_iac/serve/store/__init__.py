"""What the service keeps: SQLite by default, PostgreSQL by its URL; the shape is Alembic's to change."""
