"""Curves of a joint over time, under the picture and on the timeline's seconds."""
