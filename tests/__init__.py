"""A package, and no mere folder: some libraries install a package of this name, which would go before it."""
