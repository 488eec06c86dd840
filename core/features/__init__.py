"""Numbers computed from motion (and music) for models to read."""
