"""The beats, mended and tapped along."""
