"""How surely the full package reaches the targets: 1,024 futures."""

from common import SCENARIOS, write

import urbsim

write("fan_chart", urbsim.sweep(SCENARIOS / "full_package.toml", sample="sobol", runs=1024, seed=1))
