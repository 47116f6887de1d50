"""The catalogue of figures: what each is drawn from, and which command makes that."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol

from urbsim.analysis.loops import loop_scores
from urbsim.errors import UsageError, nearest
from urbsim.present import (
    attribution_figures,
    calibration_figures,
    comparison_figures,
    discovery_figures,
    land_figures,
    loop_figures,
    model_figures,
    money_figures,
    optimisation_figures,
    park_figures,
    people_figures,
    plane_figures,
    sensitivity_figures,
    sweep_figures,
    target_figures,
)
from urbsim.present.loops import LoopStudy
from urbsim.present.style import ONE_COLUMN, TWO_COLUMNS, Look, house_style, save
from urbsim.present.words import word
from urbsim.results import Results, model_hash

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from urbsim.model.assemble import Model
    from urbsim.scenario.load import Scenario

Source = Literal["runs", "run", "loops", "sweep", "discovery", "sensitivity", "attribution", "calibration",
                 "decision", "front", "plane"]
"""What a figure is drawn from: several finished runs, one of them, or the result of an analysis."""
COMMANDS: Mapping[Source, str] = {
    "runs": "urbsim figures FILE...", "run": "urbsim figures FILE...", "loops": "urbsim figures FILE...",
    "sweep": "urbsim sweep FILE --sample sobol", "discovery": "urbsim discover SWEEP",
    "sensitivity": "urbsim sensitivity FILE", "attribution": "urbsim attribute FILE --to OTHER",
    "calibration": "urbsim calibrate FILE DATA.csv --fit NAMES", "decision": "urbsim optimise FILE",
    "front": "urbsim optimise FILE --front", "plane": "urbsim plane FILE"}
OF_SCENARIOS: tuple[Source, ...] = ("runs", "run", "loops")
"""What scenario files alone give: `runs` makes one figure of all, `run` and `loops` one of each."""


def _always(found: Any) -> bool:
    return True


@dataclass(frozen=True)
class Picture:
    """A figure of the catalogue: `function(found, lang, width)` draws it, where `drawable(found)`; never narrower than
    `least` mm.
    """

    source: Source
    function: Callable[[Any, str, float], Figure]
    drawable: Callable[[Any], bool] = _always
    least: float = ONE_COLUMN

    @property
    def name(self) -> str:
        return self.function.__name__

    def shows(self, lang: str) -> str:
        """What it shows, in words."""
        return word(f"shows_{self.name}", lang)

    def draw(self, found: Any, lang: str, width: float) -> Figure:
        """The figure in the house style. Raises UsageError where a font is missing."""
        with house_style(lang):
            return self.function(found, lang, max(width, self.least))


CATALOGUE: Mapping[str, Picture] = {picture.name: picture for picture in (
    Picture("runs", target_figures.target_margins),
    Picture("runs", target_figures.total_revenue),
    Picture("run", target_figures.park_slopes),
    Picture("run", park_figures.park_bottlenecks),
    Picture("runs", park_figures.park_revenue),
    Picture("runs", people_figures.urbanization),
    Picture("run", people_figures.labour_market),
    Picture("run", park_figures.adequacy_map),
    Picture("run", land_figures.land_balance),
    Picture("run", money_figures.money_flow),
    Picture("runs", money_figures.public_money),
    Picture("runs", money_figures.debt),
    Picture("runs", comparison_figures.comparison_matrix),
    Picture("loops", loop_figures.dominance),
    Picture("loops", loop_figures.causal, least=TWO_COLUMNS),
    Picture("runs", model_figures.stock_flow_map),
    Picture("sweep", sweep_figures.fan_chart, sweep_figures.has_paths),
    Picture("sweep", sweep_figures.target_shares, sweep_figures.is_judged),
    Picture("sweep", sweep_figures.parallel_coordinates, sweep_figures.is_judged, TWO_COLUMNS),
    Picture("discovery", discovery_figures.boxes, discovery_figures.has_boxes),
    Picture("discovery", discovery_figures.trajectory, discovery_figures.has_boxes),
    Picture("sensitivity", sensitivity_figures.tornado, sensitivity_figures.has_swings),
    Picture("sensitivity", sensitivity_figures.heat_map, sensitivity_figures.has_indices, TWO_COLUMNS),
    Picture("attribution", attribution_figures.waterfall, least=TWO_COLUMNS),
    Picture("attribution", attribution_figures.interactions, attribution_figures.has_pairs, TWO_COLUMNS),
    Picture("calibration", calibration_figures.fit),
    Picture("calibration", calibration_figures.profiles),
    Picture("decision", optimisation_figures.levers, least=TWO_COLUMNS),
    Picture("front", optimisation_figures.front, least=TWO_COLUMNS),
    Picture("front", optimisation_figures.front_aims, least=TWO_COLUMNS),
    Picture("plane", plane_figures.plane, least=TWO_COLUMNS),
)}


def names_of(*sources: Source) -> tuple[str, ...]:
    """Names of the figures that are drawn from something."""
    return tuple(name for name, picture in CATALOGUE.items() if picture.source in sources)


def check_names(names: Sequence[str], sources: Sequence[Source] = OF_SCENARIOS) -> None:
    """Raise UsageError for a name that is in no catalogue, or that needs what another command makes."""
    for name in names:
        if name not in CATALOGUE:
            raise UsageError(f"no such figure: '{name}'.{nearest(name, CATALOGUE)} urbsim figures --list tells all")
        if CATALOGUE[name].source not in sources:
            raise UsageError(f"{name} is drawn by another command: {COMMANDS[CATALOGUE[name].source]}")


def draw(source: Source, found: Any, folder: Path, look: Look) -> list[Path]:
    """Draw all figures that the result of an analysis has the data for, and write them."""
    paths = []
    for name in names_of(source):
        if CATALOGUE[name].drawable(found):
            figure = CATALOGUE[name].draw(found, look.lang, look.width)
            paths += save(figure, folder, name, look, _about(name, source, found, look.lang))
    return paths


def draw_runs(runs: Sequence[Results], folder: Path, look: Look, names: Sequence[str] = ()) -> list[Path]:
    """Draw figures of finished runs (all where none is named) and write them: NAME, or NAME-SCENARIO where each run has
    its own.

    Raises UsageError where the runs are of cities with different parks.
    """
    check_parks(runs)
    wanted = names or names_of(*OF_SCENARIOS)
    sources = {CATALOGUE[name].source for name in wanted}
    found: dict[Source, Sequence[Any]] = {"runs": [runs], "run": runs}
    if "loops" in sources:
        found["loops"] = [LoopStudy(run, loop_scores(run), ()) for run in runs]
    paths = []
    for name in wanted:
        picture = CATALOGUE[name]
        for stem, one in zip(stems(name, [run.scenario.name for run in runs]), found[picture.source], strict=True):
            figure = picture.draw(one, look.lang, look.width)
            paths += save(figure, folder, stem, look, _about(name, picture.source, one, look.lang))
    return paths


def stems(name: str, scenarios: Sequence[str]) -> list[str]:
    """File names, without ending, of a figure of scenarios: one for all, or one for each."""
    if CATALOGUE[name].source == "runs":
        return [name]
    return [f"{name}-{scenario}" for scenario in scenarios]


class Modelled(Protocol):
    """What has a scenario and a model: a case, or its run."""

    @property
    def scenario(self) -> Scenario: ...

    @property
    def model(self) -> Model: ...


def check_parks(runs: Sequence[Modelled]) -> None:
    """Raise UsageError where runs, or what is to be run, are of cities with different parks, which share no figure."""
    for run in runs:
        if run.model.city.elements["park"] != runs[0].model.city.elements["park"]:
            raise UsageError(f"{run.scenario.name} and {runs[0].scenario.name} have different parks; "
                             "draw them in figures of their own")


def _about(name: str, source: Source, found: Any, lang: str) -> dict[str, str]:
    """What a figure is called and rests on, for the metadata of its file."""
    return {"title": CATALOGUE[name].shows(lang), "rests": f"{_rests(source, found)}; model sha256 {model_hash()}"}


def _rests(source: Source, found: Any) -> str:
    """The runs behind a figure: each with its hash, or scenarios with the number of runs and the seed."""
    match source:
        case "runs" | "run" | "loops":
            runs = found if source == "runs" else [found if source == "run" else found.results]
            return "; ".join(f"{run.scenario.name} sha256 {run.digest}" for run in runs)
        case "sweep":
            return f"{found.plan.scenario.name}, {found.plan.design.runs} runs, seed {found.plan.design.seed}"
        case "plane":
            return ", ".join(f"{name}, {item.basis.runs} runs" for name, item in found[1].items())
        case "discovery":
            names = [found.runs.scenario]
        case "attribution":
            names = list(found.scenarios)
        case "decision" | "front":
            names = [found.task.experiment.scenario.name]
        case _:
            names = [found.scenario]
    return f"{', '.join(names)}, {found.basis.runs} runs, seed {found.basis.seed}"
