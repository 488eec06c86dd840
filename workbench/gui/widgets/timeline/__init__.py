"""The timeline: seconds from left to right; waveform, beats, confidence and segments below one another."""
