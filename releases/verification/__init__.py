"""Whether a text that somebody has is the one that was issued. Pure Python, no Django."""
