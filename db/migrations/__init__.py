"""Alembic migrations. They define their own tables and import nothing of Barre, so that they never change."""
