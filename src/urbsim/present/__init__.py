"""Numbers become things to look at. Nothing here computes a result."""
