"""Order + what the shop knows -> Panel. Pure and deterministic."""
