"""The Settings window: who works here, how it looks, and every key."""
