"""Tools that correct many joints at once: poses in, poses out, nothing stored."""
