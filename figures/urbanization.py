"""Urbanization, residents and migration under three scenarios."""

from common import run, write

write("urbanization", [run(name) for name in ("no_policy", "baseline", "full_package")])
