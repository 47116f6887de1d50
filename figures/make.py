"""Redraw the figures of the documents from the shipped scenarios: `python figures/make.py`."""

from pathlib import Path

from urbsim.analysis.plane import plane_of
from urbsim.api import read, run_case
from urbsim.api_decisions import prepare_plane
from urbsim.present.figures import total_revenue
from urbsim.present.plane_figures import plane
from urbsim.present.style import house_style

HERE = Path(__file__).parent
ROOT = HERE.parent / "scenarios"
SCENARIOS = ("no_policy", "baseline", "balanced_package", "full_package")


def main() -> None:
    """Run the scenarios and draw."""
    runs = [run_case(read(ROOT / f"{name}.toml")).results for name in SCENARIOS]
    ready = prepare_plane(ROOT / "studies" / "land_and_funds.toml")
    planes = {case.scenario.name: plane_of(ready.setup, experiment) for case, experiment in ready.cases}
    with house_style("en"):
        total_revenue(runs, "en").savefig(HERE / "total_revenue.png", dpi=150)
        plane(ready.setup, planes, "en").savefig(HERE / "land_and_funds.png", dpi=150)


if __name__ == "__main__":
    main()
