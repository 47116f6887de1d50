"""Public debt and debt service under four scenarios."""

from common import run, write

write("debt", [run(name) for name in ("no_policy", "baseline", "full_package", "debt_push")])
