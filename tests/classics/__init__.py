"""Classic models of the field, declared from their published equations, for tests of the modelling layer."""
