"""What people touch: the command line, background jobs and the Qt application."""
