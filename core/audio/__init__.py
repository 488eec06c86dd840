"""What is heard: features of a song at the times of a dance's frames, its beats, and its waveform."""
