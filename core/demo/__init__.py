"""Dances that need no data: choreographed, drawn and scored by code, with every joint and beat known."""
