"""Numbers made from runs, never pictures."""
