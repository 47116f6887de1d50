"""Cross-checks: other programs run the exported model and must give the numpy engine's stocks."""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from urbsim.engine import native, vectorised
from urbsim.engine.build import compiler
from urbsim.model.assemble import Model
from urbsim.validation.check import Check, Phrase, error, worst

if TYPE_CHECKING:
    import pandas

CLOSE = 1e-12
"""Largest difference, of a stock's own scale, of a program that runs the same method with the same step."""
CLOSE_NATIVE = 1e-10
"""The same for the native engine, whose sums and powers round otherwise."""
PROGRAMS = ("simlin", "pysd")
NAMES = {"native": ("The native engine", "编译引擎"), "simlin": ("simlin", "simlin"), "pysd": ("PySD", "PySD")}
PYSD_YEARS = 2.0
"""PySD takes about a minute to read the model and some seconds a year."""


def differences(model: Model, table: pandas.DataFrame) -> dict[str, float]:
    """Largest difference of each stock to the numpy engine at any step, relative to the stock's scale.

    `table` has a row a step and a column for each element of a stock, called as in the exported model.
    """
    arrays = vectorised.simulate(model, list(model.layout))
    columns = {str(name).lower().replace(" ", ""): name for name in table.columns}
    found = {}
    for name, values in arrays.values.items():
        flat = values.reshape(len(values), -1)
        theirs = np.column_stack([
            table[columns[f"{name}[{element}]".lower() if (element := model.element(name, i)) else name.lower()]]
            for i in range(flat.shape[1])])
        found[name] = error(theirs, flat)
    return found


def simlin_stocks(model: Model) -> pandas.DataFrame:
    """Every stock at every step, by simlin from the XMILE file. Needs the extra `crosscheck`."""
    import simlin

    from urbsim.export.xmile import to_xmile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.xmile"
        path.write_text(to_xmile(model), encoding="utf-8")
        results: pandas.DataFrame = simlin.load(str(path)).run(analyze_loops=False).results
    return results


def pysd_stocks(model: Model) -> pandas.DataFrame:
    """Every stock at every step, by PySD from the Vensim file; Euler's method only. Needs the extra `crosscheck`."""
    from urbsim.export.vensim import to_vensim

    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pysd

        path = Path(folder) / "model.mdl"
        path.write_text(to_vensim(model), encoding="utf-8")
        results: pandas.DataFrame = pysd.read_vensim(str(path)).run(return_columns=list(model.layout))
    return results


def timed(model: Model, **settings: float | str) -> Model:
    """The model with another method, step or end."""
    return replace(model, time=model.time.model_copy(update=settings))


def native_check(model: Model) -> Check | None:
    """The compiled engine against numpy; nothing without a compiler."""
    if compiler() is None:
        return None
    ours, theirs = (engine.simulate(model, list(model.layout)).values for engine in (vectorised, native))
    found = {name: error(theirs[name], values) for name, values in ours.items()}
    return _judged("native", f"{model.time.method}, step {model.time.step:g}", found, CLOSE_NATIVE)


def program_checks(model: Model, program: str) -> list[Check]:
    """One of PROGRAMS against numpy: simlin by Euler and RK4, PySD by Euler over a short span."""
    if program == "pysd":
        short = timed(model, method="euler", end=min(model.time.end, model.time.start + PYSD_YEARS))
        return [_judged("pysd", f"euler, {PYSD_YEARS:g} years", differences(short, pysd_stocks(short)), CLOSE)]
    checks = []
    for method in ("euler", "rk4"):
        other = timed(model, method=method)
        checks.append(_judged("simlin", method, differences(other, simlin_stocks(other)), CLOSE))
    return checks


def _judged(program: str, how: str, found: Mapping[str, float], close: float) -> Check:
    largest, name = worst(found)
    count = len(found)
    return Check("engines", Phrase(
        f"{NAMES[program][0]} gives every stock at every step ({how}) within {close:g} of its scale.",
        f"{NAMES[program][1]}（{how}）每一步各存量与 numpy 之差不超过其量级的 {close:g}。"),
        largest <= close, Phrase(f"{largest:.1e} ({name}), {count} stocks", f"{largest:.1e}（{name}），{count} 个存量"))
