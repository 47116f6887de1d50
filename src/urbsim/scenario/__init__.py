"""Scenario files: read, checked against the schema and the vocabulary, merged along `extends`. Knows no equation."""
