"""Engines: a model becomes arrays. They know no files."""
