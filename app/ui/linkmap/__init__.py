"""連携図: a neighbourhood as a picture, the same linkages as a table, and who is touched by a change."""
