"""Cities: folders of CSV tables, one an index, and their validation."""
