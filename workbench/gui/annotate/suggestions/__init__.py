"""The list of frames that are likely wrong, beside the picture."""
