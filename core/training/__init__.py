"""Training, and using what was trained: presets, runs, checkpoints, verdicts."""
