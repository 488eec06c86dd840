"""The Annotate page: correct poses, mark styles."""
