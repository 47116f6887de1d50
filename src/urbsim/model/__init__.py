"""Declarations, a city and a scenario become a model: joined, checked, ordered and ready to evaluate."""
