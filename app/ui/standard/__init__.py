"""標準仕様: reading the national catalogue, and taking published files over."""
