"""`python -m urbsim`."""

from urbsim.cli import main

main()
