"""Poses corrected: joint by joint, by tools, and reviewed."""
