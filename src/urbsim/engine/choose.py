"""Which engine runs a model: numpy is always there, native is faster where its library is built."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from urbsim.engine import native, vectorised
from urbsim.engine.build import ADVICE, compiler
from urbsim.errors import UsageError, nearest
from urbsim.model.assemble import Model

Engine = Literal["auto", "numpy", "native"]
ENGINES: tuple[Engine, ...] = ("auto", "numpy", "native")


def resolve(model: Model, engine: Engine) -> Literal["numpy", "native"]:
    """The engine for a single run: with `auto` the native one where its library is built already.

    Raises UsageError for an unknown engine, and where the native one is asked for and no compiler is found.
    """
    if engine not in ENGINES:
        raise UsageError(f"no such engine: '{engine}'.{nearest(str(engine), ENGINES)} There are {', '.join(ENGINES)}")
    if engine == "native":
        if compiler() is None:
            raise UsageError(ADVICE)
        return "native"
    if engine == "auto" and compiler() is not None and native.is_built(model):
        return "native"
    return "numpy"


def simulate(model: Model, engine: Engine = "auto", names: Sequence[str] | None = None) -> vectorised.Arrays:
    """Run a model and record `names` (all stocks and variables where None) at every saved moment.

    Raises NumericalError with stock, element and time where a stock stops being finite.
    """
    if resolve(model, engine) == "native":
        return native.simulate(model, names)
    return vectorised.simulate(model, names)
