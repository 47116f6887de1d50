"""Decisions: which levers reach the targets at the least public cost, how surely, and what else could be had."""
