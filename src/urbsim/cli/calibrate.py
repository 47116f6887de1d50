"""`urbsim calibrate`: parameters that meet observations."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from urbsim.cli.folders import (
    check_folder,
    check_pictures,
    draw_pictures,
    manifest_of,
    names,
    needs,
    owned,
    write_analysis,
)
from urbsim.cli.options import ANALYSIS, console, note, overrides, shared
from urbsim.cli.progress import terminable
from urbsim.errors import UsageError

if TYPE_CHECKING:
    from urbsim.analysis.calibration import Calibration
    from urbsim.analysis.observed import Prices
    from urbsim.engine.choose import Engine

TABLES = ("parameters", "fit", "observations", "identifiability", "correlations", "profiles")
POSTERIOR, CALIBRATED = "posterior.parquet", "calibrated.toml"
OURS = owned(TABLES, ("fit", "profiles"), (POSTERIOR, CALIBRATED))
HELP = """Fit parameters to the yearly observations of DATA, a CSV file.

Its first column is year; others may be gdp, value_added_primary, value_added_secondary, value_added_tertiary,
gdp_real_growth, resident_population, urbanization_rate, each with NAME_error beside it where the standard error is
known. Least squares from several starts give the best fit, singular values and profile likelihood what the data can
tell, and emcee the posterior within the bounds, which urbsim sweep --posterior takes.
"""


@click.command("calibrate", help=HELP)
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.argument("data", type=click.Path(path_type=Path), metavar="DATA")
@click.option("--fit", "fitted", required=True, metavar="LIST",
              help="Parameters to fit: names, patterns or NAME=LO:HI; bounds are those of [uncertainty], else of the "
              "declaration.")
@click.option("--prices", type=click.Choice(["current", "constant"]), default="current", show_default=True,
              help="Prices of the amounts of money in DATA.")
@click.option("--holdout", default="", metavar="YEARS",
              help="Years that the fit does not see, e.g. 2011: or 2011:2012.")
@click.option("--starts", type=click.IntRange(1, 1000), default=8, show_default=True, metavar="N",
              help="Starts of the least squares.")
@click.option("--draws", type=click.IntRange(0, 10**6), default=1000, show_default=True, metavar="N",
              help="Draws of the posterior to keep; 0 leaves the posterior out.")
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), default=0, show_default=True, metavar="N", help="Seed.")
@click.option("-j", "--jobs", type=click.IntRange(1, 4096), metavar="N", help="Threads.  [default: all processors]")
@click.option("-o", "--out", type=click.Path(path_type=Path), metavar="DIR",
              help="Folder of the results.  [default: results/<scenario>-calibration]")
@shared(*ANALYSIS)
def command(file: Path, data: Path, fitted: str, prices: Prices, holdout: str, starts: int, draws: int, seed: int,
            jobs: int | None, out: Path | None, figures: bool, width: str, settings: tuple[str, ...],
            studies: tuple[Path, ...], force: bool, engine: Engine, lang: str, as_json: bool, quiet: bool) -> int:
    needs("calibrate", {"emcee": "analysis", "pyarrow": "data"} if draws else {})
    from urbsim.analysis.calibration import Request, calibrate
    from urbsim.api import read
    from urbsim.api_analyses import prepare_calibration
    from urbsim.files import json_text
    from urbsim.present.calibration import show, to_dict
    from urbsim.present.scorecard import to_terminal

    given = overrides(settings)
    case = read(file, given, overrides_name="--set", studies=studies)
    folder = out or Path("results") / f"{case.scenario.name}-calibration"
    check_folder(folder, force=force, ours=OURS)
    check_pictures(figures=figures, lang=lang)
    experiment, ranges, observed, held_out, notes = prepare_calibration(
        case, data, names(fitted), prices, years(holdout), engine=engine, jobs=jobs, time=given.get("time"))
    note([*case.notes, *notes, *observed.notes], quiet=quiet)
    with terminable():
        found = calibrate(experiment, ranges, observed, held_out, str(data), Request(starts, draws, seed),
                          lambda text: note([text], quiet=quiet))
    write_analysis(folder, dict(zip(TABLES, (found.parameters, found.fit_table, found.observations,
                                             found.identifiability, found.correlation_table, found.profile_table),
                                    strict=True)),
                   {**manifest_of(case, experiment, found.basis), "data": str(data)}, force=force, ours=OURS,
                   draw=partial(draw_pictures, "calibration", found, lang, width) if figures else None,
                   more=lambda place: _write(found, place, file, given, studies))
    if as_json:
        click.echo(json_text(to_dict(found)), nl=False)
    else:
        console().print(to_terminal(show(found, lang)))
    note([f"Results in {folder}"], quiet=quiet)
    return 0 if found.draws is None or found.draws.converged else 5


def years(text: str) -> range | None:
    """The years that `2011:`, `2011:2012` or `2011` mean."""
    first, colon, last = text.partition(":")
    if not text:
        return None
    try:
        start = int(first)
        return range(start, (int(last) if last else 10_000 if colon else start) + 1)
    except ValueError:
        raise UsageError(f"--holdout {text}: write years, e.g. 2011: or 2011:2012") from None


def _write(found: Calibration, folder: Path, file: Path, given: dict[str, Any], studies: tuple[Path, ...]) -> None:
    """Write the calibrated scenario, and the posterior where it was drawn."""
    from urbsim.api_analyses import calibrated_scenario
    from urbsim.files import write_text
    from urbsim.posterior import write_posterior

    write_text(folder / CALIBRATED, calibrated_scenario(found, file, given, studies))
    if found.draws is not None:
        write_posterior(found.to_posterior(), folder / POSTERIOR)
