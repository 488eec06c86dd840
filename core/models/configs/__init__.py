"""The options of each model, apart from the models: a form or a table of presets needs no PyTorch."""
