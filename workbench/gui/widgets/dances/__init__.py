"""Dances on one clock: drawn dancers or films side by side, and the bar that plays them."""
