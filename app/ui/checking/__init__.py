"""点検: what the automatic checks find."""
