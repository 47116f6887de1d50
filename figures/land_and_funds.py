"""Margin, bottleneck, public cost and debt over land release and fund volume."""

from common import SCENARIOS, write

from urbsim.analysis.plane import plane_of
from urbsim.api_decisions import prepare_plane

ready = prepare_plane(SCENARIOS / "studies" / "land_and_funds.toml")
planes = {case.scenario.name: plane_of(ready.setup, experiment) for case, experiment in ready.cases}
write("plane", (ready.setup, planes), name="land_and_funds")
