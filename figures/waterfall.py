"""What each clause group contributes from no policy to the policy as written, with 64 sampled orders."""

from common import SCENARIOS, write

import urbsim

write("waterfall", urbsim.attribute(SCENARIOS / "no_policy.toml", SCENARIOS / "baseline.toml", orders=64, seed=1))
