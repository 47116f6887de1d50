"""One call from a scenario file to the scorecard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from urbsim import sectors
from urbsim.cities.city import City, find_city, load_city
from urbsim.engine.choose import Engine, resolve, simulate
from urbsim.errors import InputError
from urbsim.factors import check_uncertainty
from urbsim.files import writing_folder
from urbsim.model.assemble import Model, assemble
from urbsim.model.start import prepare
from urbsim.present.scorecard import show, to_html
from urbsim.results import FILES, Results
from urbsim.save import save as write_formats
from urbsim.save import to_xarray
from urbsim.scenario.load import Scenario, load_scenario
from urbsim.scorecard import Scorecard, score
from urbsim.studies import failure, with_studies
from urbsim.vocabulary import Vocabulary

if TYPE_CHECKING:
    import numpy as np
    import pandas

@dataclass(frozen=True, repr=False)
class Case:
    """A scenario file read and checked, with its city and model: all that is needed to run it."""

    vocabulary: Vocabulary
    scenario: Scenario
    city: City
    model: Model

    def __repr__(self) -> str:
        return f"<{self.scenario.name}, city {self.city.name}>"

    @property
    def notes(self) -> tuple[str, ...]:
        """What a user should know about the files that were read."""
        return (*self.scenario.warnings, *self.city.notes)


@dataclass(frozen=True)
class ShownScorecard(Scorecard):
    """A scorecard that shows itself in a notebook, with the names of its city's parks."""

    city: City = field(repr=False)

    def _repr_html_(self) -> str:
        return to_html(show(self, self.city, "en"))


@dataclass(frozen=True, repr=False)
class Run:
    """A finished run.

    `run["revenue"]` is a data frame of a stock or variable over time; `indicators`, `parks` and `districts` are yearly
    data frames; `array` gives plain numpy; `scorecard` the verdict.
    """

    case: Case
    results: Results
    engine: Engine

    def __repr__(self) -> str:
        years = self.results.years.numbers
        return f"<run of {self.case.scenario.name}, {years.start} to {years.stop - 1}>"

    @cached_property
    def scorecard(self) -> ShownScorecard:
        return ShownScorecard(**vars(score(self.results)), city=self.case.city)

    @property
    def indicators(self) -> pandas.DataFrame:
        """A row a year: the indicators, and annual revenue by park in constant prices."""
        return self.results.indicator_table.to_dataframe().set_index("year")

    @property
    def parks(self) -> pandas.DataFrame:
        """A row a year and park."""
        return self.results.park_table.to_dataframe().set_index(["year", "park"])

    @property
    def districts(self) -> pandas.DataFrame:
        """A row a year and district."""
        return self.results.district_table.to_dataframe().set_index(["year", "district"])

    def __getitem__(self, name: str) -> pandas.DataFrame:
        return self.results.frame(name)

    def array(self, name: str) -> np.ndarray:
        """A stock or variable at every saved moment: (time, *dims)."""
        return self.results.array(name)

    def unit(self, name: str) -> str:
        """Unit of a name."""
        return self.results.unit(name)

    def write(self, folder: str | Path, *, manifest: Mapping[str, Any] | None = None, force: bool = False,
              save: Sequence[str] = ()) -> None:
        """Write the result files; the folder appears complete or not at all. Raises UsageError.

        `save` adds the full time series (`csv`, `parquet`, `nc`) and the yearly tables (`xlsx`).
        """
        with writing_folder(Path(folder), force=force, ours=FILES) as temporary:
            self.results.write(temporary, scorecard=self.scorecard.to_dict(), manifest=dict(manifest or {}))
            write_formats(self.results, temporary, list(save))

    def to_xarray(self) -> Any:
        """All stocks and variables over time, as an xarray Dataset with units. Needs the extra `data`."""
        return to_xarray(self.results)

    def _repr_html_(self) -> str:
        return self.scorecard._repr_html_()


def read(path: str | Path, overrides: Mapping[str, Any] | None = None, *, overrides_name: str = "arguments",
         studies: Sequence[str | Path] = ()) -> Case:
    """Read and check a scenario file, with values set on top and study files, which are run, laid over the model.

    Raises InputError with all problems found.
    """
    vocabulary = with_studies(sectors.load(), studies)
    scenario = load_scenario(Path(path), vocabulary, overrides, overrides_name)
    named = scenario.settings.get(("city", "name"))
    folder = find_city(scenario.city, scenario.folder, *([named.problem] if named else []))
    city = load_city(folder, vocabulary, scenario.cells)
    check_uncertainty(scenario, vocabulary, city)
    model = assemble(vocabulary, city, scenario)
    if studies:
        _try(model, studies)
    return Case(vocabulary, scenario, city, model)


def _try(model: Model, studies: Sequence[str | Path]) -> None:
    """Compute the start once, so that an equation of a study that raises is told with its place."""
    try:
        evaluator, state = prepare(model)
        evaluator.moment(model.time.start, state, model.schedule.at(model.time.start))
    except Exception as error:
        if (problem := failure(error, studies)) is None:
            raise
        raise InputError(problem) from None


def run(path: str | Path, *, levers: Mapping[str, float | Sequence[Sequence[float]]] | None = None,
        parameters: Mapping[str, float] | None = None, engine: Engine = "auto", studies: Sequence[str | Path] = (),
        **tables: Mapping[str, Any]) -> Run:
    """Run a scenario file.

    `levers`, `parameters` and further tables of the file (`time`, `policy`, `parks`, `city`, `targets`) set values on
    top of it. `studies` are Python files laid over the model, and are run. `engine`: `numpy`, `native` (compiled once,
    then faster), or `auto`, the native one where it is built. Raises InputError where anything is wrong with the input,
    NumericalError where a stock stops being finite.
    """
    given = {"levers": levers, "parameters": parameters, **tables}
    case = read(path, as_tables(given), studies=studies)
    return run_case(case, engine)


def run_case(case: Case, engine: Engine = "auto") -> Run:
    """Run what was read."""
    engine = resolve(case.model, engine)
    return Run(case, Results(case.model, simulate(case.model, engine), case.scenario), engine)


def as_tables(tables: Mapping[str, Any]) -> dict[str, Any]:
    """Tables that a caller sets on top of a file, as the file would give them; empty ones left out."""
    return {key: _plain(value) for key, value in tables.items() if value}


def _plain(value: Any) -> Any:
    """Sequences as lists, as a file would give them."""
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value.tolist() if hasattr(value, "tolist") else value  # numpy's numbers and arrays
