"""Options that commands share, and what every command does with files and messages."""

from __future__ import annotations

import datetime
import sys
import tomllib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from urbsim.errors import InputError, Problem, UrbsimError, UsageError

if TYPE_CHECKING:
    from rich.console import Console

    from urbsim.api import Case

PIPE_WIDTH = 400
"""Columns of a table that goes to a file; lines of text are not filled up."""

FILES = click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
OUT = click.option("-o", "--out", type=click.Path(path_type=Path), default=Path("results"), show_default=True,
                   metavar="DIR", help="Folder for results.")
SET = click.option("-s", "--set", "settings", multiple=True, metavar="KEY=VALUE",
                   help="Set a value on top of the file, e.g. levers.siting_strictness=0.2 (repeatable).")
WITH = click.option("--with", "studies", multiple=True, type=click.Path(path_type=Path), metavar="STUDY.py",
                    help="Lay a study file over the model: it is Python and is run (repeatable).")
FORCE = click.option("--force", is_flag=True, help="Replace existing results.")
LANG = click.option("--lang", type=click.Choice(["en", "zh"]), default="en", show_default=True, help="Language.")
FIGURES = click.option("--figures/--no-figures", default=True, show_default=True, help="Draw pictures.")
WIDTH = click.option("--width", type=click.Choice(["one", "two"]), default="two", show_default=True,
                     help="Width of pictures: one column of text (85 mm) or two (175 mm).")
TOP_LEVEL = ("city", "title", "title_zh", "extends")
JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of tables.")
QUIET = click.option("-q", "--quiet", is_flag=True, help="Print no notes.")
ENGINE = click.option("--engine", type=click.Choice(["auto", "numpy", "native"]), default="auto", show_default=True,
                      help="auto: the native engine where it is built already, else numpy.")
DEBUG = click.option("--debug", is_flag=True, expose_value=False, help="Show tracebacks.")

ANALYSIS = (FIGURES, WIDTH, SET, WITH, FORCE, ENGINE, LANG, JSON, QUIET, DEBUG)
"""What every analysis of a scenario offers."""


def shared(*options: Callable[..., Any]) -> Callable[..., Any]:
    """Attach several options, in the order in which help shows them."""
    def attach(function: Callable[..., Any]) -> Callable[..., Any]:
        for option in reversed(options):
            function = option(function)
        return function
    return attach


def overrides(settings: Sequence[str]) -> dict[str, Any]:
    """`--set` options as the tables of a scenario file. Raises InputError."""
    data: dict[str, Any] = {}
    for setting in settings:
        key, equals, text = setting.partition("=")
        path = [part.strip() for part in key.split(".")]
        if not equals or not all(path):
            raise UsageError(f"--set {setting}: write KEY=VALUE, e.g. levers.siting_strictness=0.2")
        inner = data
        for part in path[:-1]:
            inner = inner.setdefault(part, {})
            if not isinstance(inner, dict):
                raise InputError(Problem("is set to a value and to a table", "--set", key=key))
        if len(path) == 1 and path[0] not in TOP_LEVEL:
            raise UsageError(f"--set {setting}: write the table too, e.g. levers.{path[0]}={text}")
        inner[path[-1]] = _value(text.strip())
    return data


def _value(text: str) -> Any:
    """A value as TOML reads it; anything else is text."""
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except (ValueError, RecursionError):
        return text


def read_all(files: Sequence[Path], settings: Sequence[str] = (), studies: Sequence[Path] = (), *,
             quiet: bool = False) -> tuple[list[Case], int]:
    """Read scenario files. One that fails is reported and does not stop the others; returns the worst exit code."""
    from urbsim.api import read

    stems = [path.stem for path in files]
    for stem in sorted({stem for stem in stems if stems.count(stem) > 1}):
        raise UsageError(f"two files are named {stem}.toml; their results would share one folder")
    values = overrides(settings)
    cases, code = [], 0
    for path in files:
        try:
            cases.append(read(path, values, overrides_name="--set", studies=studies))
            note(cases[-1].notes, quiet=quiet)
        except UrbsimError as error:
            code = max(code, report(error))
    return cases, code


def report(error: UrbsimError) -> int:
    """Print an error and return its exit code; with --debug raise it."""
    if "--debug" in sys.argv:
        raise error
    click.echo(str(error), err=True)
    return error.exit_code


def note(lines: Iterable[str], *, quiet: bool = False) -> None:
    """Print notes to standard error."""
    if not quiet:
        for line in lines:
            click.echo(f"note: {line}", err=True)


def console() -> Console:
    """Standard output with colours where it is a terminal; wide where it is a pipe, so that no cell is cut."""
    from rich.console import Console

    return Console(width=None if sys.stdout.isatty() else PIPE_WIDTH, highlight=False, soft_wrap=False)


def manifest(case: Case, engine: str, *, method: str = "", step: float | None = None,
             seed: int | None = None) -> dict[str, Any]:
    """How a result was made: enough to make it again. Method and step are the file's where none are given."""
    from urbsim import __version__
    from urbsim.results import model_hash
    from urbsim.scenario.resolved import settings_digest, settings_in_force

    settings = settings_in_force(case.scenario, case.vocabulary)
    return {
        "urbsim": __version__, "python": sys.version.split()[0], "model_sha256": model_hash(),
        "studies": dict(case.vocabulary.studies), "city": case.city.name, "city_sha256": case.city.digest, "scenario":
        case.scenario.name, "scenario_sha256": settings_digest(settings), "settings": settings,
        "command": ["urbsim", *sys.argv[1:]], "engine": engine, "method": method or
        case.scenario.time.method, "step": step or case.scenario.time.step, "seed": seed, "time":
        datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"), "notes": list(case.notes)}
