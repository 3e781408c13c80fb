"""Pictures of every screen, drawn and checked by program."""
