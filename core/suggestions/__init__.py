"""Which frames of a pose track are most likely wrong, and why: NumPy only, fast enough for the window."""
