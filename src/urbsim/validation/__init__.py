"""Checks that a reader of the model can repeat: what is claimed, what was measured, whether it holds."""
