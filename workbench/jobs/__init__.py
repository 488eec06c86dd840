"""Long work in processes of its own, which go on when the window closes."""
