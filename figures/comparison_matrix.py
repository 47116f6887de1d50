"""All shipped scenarios in the target year."""

from common import SCENARIOS, run, write

write("comparison_matrix", [run(path.stem) for path in sorted(SCENARIOS.glob("*.toml"))])
