"""Books as offices make them, each laid out in its own odd way, with what must be read from them written by hand."""
