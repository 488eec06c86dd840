"""Merging the rows of one project into another, in one transaction: `db.merging.merge`."""
