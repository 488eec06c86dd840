"""The job panel: all jobs of the project with their progress, and their logs."""
