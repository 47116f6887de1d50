"""How far each target is reached under four scenarios."""

from common import run, write

write("target_margins", [run(name) for name in ("no_policy", "baseline", "balanced_package", "full_package")])
