"""`barre-diffusion`: our own music-to-dance generator; begin with `model`."""
