"""Dances as data: windows, filled gaps, and splits through which nothing leaks."""
