"""Total revenue of the parks under four scenarios against the goal."""

from common import run, write

write("total_revenue", [run(name) for name in ("no_policy", "baseline", "balanced_package", "full_package")])
