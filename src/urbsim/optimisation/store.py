"""The folder of a search: what it is, its pieces as they are found, and in the end its results.

    manifest.json      what was asked, and how it was answered
    search/            a piece for each start or generation that is finished
    ...                tables, the package as a scenario file, and pictures

Results are written when the search is over. What was stopped, by whatever, goes on with the pieces that are there and
ends in the same bytes.
"""

from __future__ import annotations

import contextlib
import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from urbsim.errors import UsageError
from urbsim.experiments import as_json, identity_of
from urbsim.files import json_text, write_text
from urbsim.optimisation.journal import Journal
from urbsim.optimisation.task import Task
from urbsim.posterior import digest
from urbsim.sweeps.store import differences, is_leftover

MANIFEST, SEARCH, FIGURES = "manifest.json", "search", "figures"


def identity(task: Task, **more: Any) -> dict[str, Any]:
    """What decides the answer to a task; two searches with the same identity have the same bytes."""
    space, experiment = task.space, task.experiment
    return as_json({
        **identity_of(experiment.scenario, task.model), "own_time": experiment.scenario.time.model_dump(),
        "asked": list(task.targets), "limits": [vars(limit) for limit in task.limits], "horizon": task.horizon,
        "discount_rate": task.rate, "levers_set": {name: space.bounds(name) for name in space.levers},
        "engine": experiment.engine, "arithmetic": task.arithmetic, **more})


def draws_digest(draws: Mapping[str, np.ndarray] | None) -> str:
    """What tells one posterior from another."""
    return "" if draws is None else digest(draws)


def check_folder(folder: Path, *, resume: bool, force: bool, ours: Sequence[str]) -> None:
    """Raise UsageError, before anything runs, where a folder holds something else or may not be taken."""
    known = {*ours, MANIFEST, SEARCH, FIGURES}
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file; name a folder")
    found = list(folder.iterdir()) if folder.exists() else []
    foreign = sorted(path.name for path in found if path.name not in known and not is_leftover(path))
    if foreign:
        raise UsageError(f"{folder} holds what urbsim did not write ({foreign[0]}); it stays as it is. "
                         "-o DIR puts the results elsewhere")
    if found and not (resume or force):
        raise UsageError(f"{folder} exists already: --resume goes on with it, --force begins again, "
                         "-o DIR puts the results elsewhere")


def open_folder(folder: Path, identity: Mapping[str, Any], manifest: Mapping[str, Any], *, resume: bool) -> Journal:
    """Take a checked folder of a search: go on with what it holds (`resume`), or begin anew.

    Raises UsageError where it holds another search.
    """
    if resume and (folder / MANIFEST).exists():
        _compare(folder, identity)
    with _told(folder):
        for path in [] if resume or not folder.exists() else folder.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        (folder / SEARCH).mkdir(parents=True, exist_ok=True)
    write_text(folder / MANIFEST, json_text({"search": identity, **manifest}))
    return Journal(folder / SEARCH)


def _compare(folder: Path, identity: Mapping[str, Any]) -> None:
    """Raise UsageError that names what differs between the search in the folder and the one asked for."""
    try:
        old = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["search"]
        lines = differences(old, identity)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        lines = ["  its manifest.json cannot be read"]
    if lines:
        raise UsageError(f"{folder} holds another search; it cannot be resumed with what differs:\n" + "\n".join(lines))


@contextlib.contextmanager
def _told(folder: Path) -> Any:
    """Say in one line what the file system refuses."""
    try:
        yield
    except OSError as error:
        raise UsageError(f"{folder}: cannot be written: {error.strerror}") from None
