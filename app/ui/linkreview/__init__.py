"""連携検討表 of the window."""
