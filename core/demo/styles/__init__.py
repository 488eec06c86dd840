"""The styles of the demo, one module each."""
