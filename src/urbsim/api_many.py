"""One call from a scenario file to many runs of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from urbsim.analysis.sampling import Design, Method, posterior_design
from urbsim.api import Case, as_tables, read
from urbsim.engine.choose import Engine
from urbsim.errors import UsageError
from urbsim.factors import vary
from urbsim.many import Ensemble, run_members
from urbsim.posterior import read_posterior
from urbsim.sweeps.plan import Plan, make_plan
from urbsim.sweeps.result import Sweep
from urbsim.sweeps.run import run_in_folder, run_in_memory

DEFAULT_RUNS = 1024
"""Members of a sample where nobody says how many."""


def ensemble(path: str | Path, values: Mapping[str, Any], *, threads: int | None = None,
             studies: Sequence[str | Path] = (), **tables: Mapping[str, Any]) -> Ensemble:
    """Run a scenario file for many members at once.

    `values` maps names of levers, parameters, city values or cells (`parks.LingangZone.capital_0`) to arrays, a value
    a member, or to a number for all; a lever holds its value from the start of the policy. Studies and further tables
    are set as in `run`. Results do not depend on `threads`. The first call for a new set of names compiles for some
    seconds. Raises InputError where anything is wrong with the input.
    """
    case = read(path, as_tables(tables), studies=studies)
    return run_members(vary(case.model, values, case.scenario.policy.start), threads)


def sweep(path: str | Path, *, vary: Mapping[str, Sequence[float]] | None = None, sample: Method | None = None,
          posterior: str | Path | None = None, runs: int | None = None, seed: int = 0, years: Sequence[int] = (),
          keep: Sequence[str] = (), engine: Engine = "auto", jobs: int | None = None, cluster: str = "",
          folder: str | Path | None = None, resume: bool = False, force: bool = False,
          studies: Sequence[str | Path] = (), **tables: Mapping[str, Any]) -> Sweep:
    """Run a scenario file many times, over a grid, a sample, or both crossed.

    `vary` maps names to the values of a grid. With `sample` (`sobol`, `lhs`, `random`), `runs` members of what the
    file's `[uncertainty]` names (but for what `vary` has; 1,024 where None) are run at every point of the grid; with
    `posterior`, the file of a calibration, its first `runs` rows (all where None). `years` and `keep` (names of
    indicators and parks) choose what is kept; all where empty. With `folder` parts are kept there, and `resume` goes on
    with what a stopped sweep left; else in memory. The method and step are the sweep's own where `time` does not set
    them; studies are as in `run`. Results do not depend on `jobs` (threads) or `cluster` (address of a dask scheduler).
    Needs the extra `data`. Raises InputError where the input is wrong, UsageError where what is asked for cannot be
    done.
    """
    given = as_tables(tables)
    case = read(path, given, studies=studies)
    plan, notes = plan_sweep(case, vary or {}, sample, runs, seed, posterior, time=given.get("time"), years=years,
                             columns=keep, engine=engine)
    if folder is None:
        return run_in_memory(plan, jobs=jobs, cluster=cluster)
    return run_in_folder(plan, Path(folder), manifest={"notes": [*case.notes, *notes]}, resume=resume, force=force,
                         jobs=jobs, cluster=cluster)


def plan_sweep(case: Case, grid: Mapping[str, Sequence[float]], sample: Method | None, runs: int | None, seed: int,
               posterior: str | Path | None = None, **options: Any) -> tuple[Plan, tuple[str, ...]]:
    """The plan of a sweep of what was read, and what a user should know. Options are those of `make_plan`."""
    if sample and posterior:
        raise UsageError("futures come either from a sample of [uncertainty] or from a posterior, not from both")
    values = {name: tuple(map(float, row)) for name, row in grid.items()}
    if posterior:
        found = read_posterior(posterior, case.model)
        members = found.rows if runs is None else runs
        if members > found.rows:
            raise UsageError(f"{posterior} holds {found.rows:,} draws, fewer than the {members:,} runs asked for")
        plan, notes = make_plan(case.scenario, case.model, posterior_design(values, found, members), **options)
        return plan, (*found.notes(case.model), *notes)
    uncertain = case.scenario.uncertainty if sample else {}
    if sample and not uncertain:
        raise UsageError(f"{case.scenario.name} has no [uncertainty] table to sample from")
    sampled = {name: item for name, item in uncertain.items() if name not in grid}
    design = Design(values, sampled, sample or "random", runs or DEFAULT_RUNS if sampled else 1, seed)
    return make_plan(case.scenario, case.model, design, **options)
