"""The first dialog: how to begin, and who I am."""
