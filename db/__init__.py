"""Everything Barre remembers: SQLAlchemy models, migrations, and the Project façade."""
