"""Runs that many tests look at, made once."""

from __future__ import annotations

import csv
import functools
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from urbsim.api import Case, Run, read, run_case

_CACHE = tempfile.TemporaryDirectory(prefix="urbsim-cache-")  # removed when the process ends
os.environ["URBSIM_CACHE"] = _CACHE.name  # `auto` is numpy until a test builds a library

ROOT = Path(__file__).parents[1]
SCENARIOS = ROOT / "scenarios"
REFERENCE = Path(__file__).parent / "reference"
NAMES = sorted(path.stem for path in SCENARIOS.glob("*.toml"))


def rows(name: str) -> list[dict[str, str]]:
    """A reference table."""
    with (REFERENCE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@functools.cache
def case_of(name: str) -> Case:
    return read(SCENARIOS / f"{name}.toml")


@functools.cache
def run_of(name: str) -> Run:
    return run_case(case_of(name), "numpy")


@pytest.fixture(scope="session")
def case() -> Callable[[str], Case]:
    """A shipped scenario, read and checked."""
    return case_of


@pytest.fixture(scope="session")
def finished() -> Callable[[str], Run]:
    """A shipped scenario, run."""
    return run_of


def figure_faults(source, found, lang):
    """Faults of the texts of every figure of an analysis, by its name, on two columns."""
    from pictures import faults

    from urbsim.present.figures import CATALOGUE, names_of
    from urbsim.present.style import TWO_COLUMNS

    return {name: faults(CATALOGUE[name].draw(found, lang, TWO_COLUMNS)) for name in names_of(source)}


SHORT = ("-s", "time.end=2014")
"""Options of a run that covers the target year and little more."""


def urbsim(*arguments, cwd=None, code=0, timeout=120):
    """Run the command line in a process of its own."""
    done = subprocess.run([sys.executable, "-m", "urbsim", *map(str, arguments)], capture_output=True, text=True,
                          cwd=cwd or ROOT, timeout=timeout, check=False)

    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    return done
