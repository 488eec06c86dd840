"""How close two dances are, and how right a classifier is."""
