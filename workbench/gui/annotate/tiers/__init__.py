"""Labels: the tiers, their vocabularies and segments."""
