"""Everything Barre computes: arrays and value types in, arrays and value types out. No Qt, no SQL."""
