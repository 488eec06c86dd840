"""Playing a video: a clock, its sound, and its pictures, decoded off the GUI thread."""
