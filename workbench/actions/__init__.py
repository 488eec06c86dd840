"""What a person can do to a project, as plain functions.

The command line, the windows, jobs and tests call the same ones.
"""
