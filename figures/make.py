"""Redraw the figures of the README from the shipped scenarios: `python figures/make.py`."""

from pathlib import Path

from urbsim.api import read, run_case
from urbsim.present.figures import total_revenue
from urbsim.present.style import house_style

HERE = Path(__file__).parent
SCENARIOS = ("no_policy", "baseline", "balanced_package", "full_package")


def main() -> None:
    """Run the scenarios and draw."""
    runs = [run_case(read(HERE.parent / "scenarios" / f"{name}.toml")).results for name in SCENARIOS]
    with house_style("en"):
        total_revenue(runs, "en").savefig(HERE / "total_revenue.png", dpi=150)


if __name__ == "__main__":
    main()
