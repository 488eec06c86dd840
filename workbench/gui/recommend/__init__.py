"""Songs for a dance, played under it."""
