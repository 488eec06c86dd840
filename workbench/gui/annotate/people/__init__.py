"""Who is who, mended."""
