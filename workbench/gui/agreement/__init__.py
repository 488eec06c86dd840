"""The window on several annotators of one project: how far they agree, and deciding where they do not."""
