"""Every key of the window and its pages: one table, what a person changed in it, and how it is shown."""
