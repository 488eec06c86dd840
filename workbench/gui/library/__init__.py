"""The Library page: what is in the project, importing, and its jobs."""
