"""The folder that an analysis leaves: its tables, pictures and manifest, complete or not at all."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from urbsim.cli.options import manifest
from urbsim.errors import UsageError
from urbsim.files import refuse_folder, write_text, writing_folder

if TYPE_CHECKING:
    from urbsim.api import Case
    from urbsim.experiments import Basis, Experiment
    from urbsim.present.figures import Source
    from urbsim.results import Table

MANIFEST = "manifest.json"


def needs(command: str, packages: Mapping[str, str]) -> None:
    """Raise UsageError where a package of an extra is missing; `packages` maps them to their extra."""
    for package, extra in packages.items():
        if importlib.util.find_spec(package) is None:
            raise UsageError(f"urbsim {command} needs {package}: pip install 'urbsim[{extra}]'")


def owned(tables: Sequence[str], pictures: Sequence[str], others: Sequence[str] = ()) -> tuple[str, ...]:
    """The files that an analysis may leave: tables as CSV, pictures, the manifest, and others."""
    from urbsim.present.style import FORMATS

    return (MANIFEST, *(f"{name}.csv" for name in tables), *(f"{name}.{kind}" for name in pictures for kind in FORMATS),
            *others)


def check_folder(folder: Path, *, force: bool, ours: Sequence[str]) -> None:
    """Raise UsageError before anything runs, where the folder may not be written."""
    refuse_folder(folder, force=force, ours=ours)


def names(text: str) -> list[str]:
    """The pieces of a list with commas."""
    return [piece.strip() for piece in text.split(",") if piece.strip()]


def manifest_of(case: Case, experiment: Experiment, basis: Basis) -> dict[str, Any]:
    """How the results of an analysis were made."""
    time = experiment.model.time
    return {**manifest(case, experiment.engine, method=time.method, step=time.step, seed=basis.seed), **basis.to_dict()}


def check_pictures(*, figures: bool, lang: str) -> None:
    """Raise UsageError before anything runs, where the font of the pictures is missing."""
    if figures and lang == "zh":
        from urbsim.present.style import house_font

        house_font(needed=True)


def draw_pictures(kind: Source, found: Any, lang: str, width: str, folder: Path) -> None:
    """Draw the pictures of a kind of analysis into a folder."""
    from urbsim.present.figures import draw
    from urbsim.present.style import WIDTHS, Look

    draw(kind, found, folder, Look(lang, WIDTHS[width]))


def write_analysis(folder: Path, tables: Mapping[str, Table], manifest: Mapping[str, Any],
                   *, draw: Callable[[Path], object] | None, more: Callable[[Path], object] | None = None, force: bool,
                   ours: Sequence[str]) -> None:
    """Write tables, pictures and the manifest into a folder that appears complete or not at all."""
    from urbsim.files import json_text

    with writing_folder(folder, force=force, ours=ours) as temporary:
        for name, table in tables.items():
            write_text(temporary / f"{name}.csv", table.to_csv())
        write_text(temporary / MANIFEST, json_text(dict(manifest)))
        if more is not None:
            more(temporary)
        if draw is not None:
            draw(temporary)
