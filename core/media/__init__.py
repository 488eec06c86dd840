"""Films and sound on disk: read by exact frame, written whole or not at all. By PyAV."""
