"""Cross-checks: other programs run the exported model and must give the numpy engine's stocks."""

from __future__ import annotations

import re
import tempfile
import warnings
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from urbsim.engine import native, vectorised
from urbsim.engine.build import compiler
from urbsim.export.names import folded
from urbsim.export.sheet import Export
from urbsim.export.vensim import to_vensim
from urbsim.export.xmile import to_xmile
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

    `table` has a row a step and the elements of every stock as columns, in the order of the state.
    """
    arrays = vectorised.simulate(model, list(model.layout))
    theirs = table.to_numpy(dtype=float)
    return {name: error(theirs[:, place.start : place.stop], arrays.values[name].reshape(len(theirs), -1))
            for name, place in model.layout.items()}


def stocks_of(table: pandas.DataFrame, export: Export) -> pandas.DataFrame:
    """The columns of what a program gave, or wrote, that are elements of stocks: in the order of the state."""
    columns = {_column(str(name)): name for name in table.columns}
    return table[[columns[_column(name)] for names in export.stocks.values() for name in names]]


def _column(name: str) -> str:
    """The name of a column, whatever a program does with case and with the blank after a comma."""
    return folded(re.sub(r",\s+", ",", name))


def exported(model: Model, program: str) -> Export:
    """The file that one of PROGRAMS reads. Raises UsageError for what its language cannot express."""
    return to_xmile(model) if program == "simlin" else to_vensim(model)


def simlin_stocks(model: Model) -> pandas.DataFrame:
    """Every stock at every step, by simlin from the XMILE file. Needs the extra `crosscheck`."""
    import simlin

    export = exported(model, "simlin")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.xmile"
        path.write_text(export.text, encoding="utf-8")
        return stocks_of(simlin.load(str(path)).run(analyze_loops=False).results, export)


def pysd_stocks(model: Model) -> pandas.DataFrame:
    """Every stock at every step, by PySD from the Vensim file; Euler's method only. Needs the extra `crosscheck`."""
    export = exported(model, "pysd")
    wanted = [names[0].partition("[")[0] for names in export.stocks.values()]
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pysd

        path = Path(folder) / "model.mdl"
        path.write_text(export.text, encoding="utf-8")
        return stocks_of(pysd.read_vensim(str(path)).run(return_columns=wanted), export)


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
