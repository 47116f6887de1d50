"""The policy simulator: a scenario's whole model on one HTML page that needs no network."""
