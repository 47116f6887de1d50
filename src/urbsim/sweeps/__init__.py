"""Sweeps: many runs of one scenario, a part at a time, kept so that nothing finished is ever lost."""
