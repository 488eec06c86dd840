"""Reports: one self-contained file that says which dance and which model is better, and how one knows."""
