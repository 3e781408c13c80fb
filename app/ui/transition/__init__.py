"""過渡期: when which system moves, which pairs live beside each other meanwhile, and what another date would change."""
