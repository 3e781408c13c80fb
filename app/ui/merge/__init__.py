"""集約: what came in from others, and the values that contradict one another."""
