"""Models, one readable file each. They know tensors; nothing here knows files, databases or windows."""
