"""What each uncertain number alone changes of the full package's margins."""

from common import SCENARIOS, write

import urbsim

write("tornado", urbsim.sensitivity(SCENARIOS / "full_package.toml", method="morris", seed=1,
                                    outcomes=["margin_total", "margin_parks"]))
