"""The JavaScript engine: the expression graph and the numbers of a scenario as one text that runs in any browser."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from urbsim import __version__
from urbsim.engine.integrate import METHODS
from urbsim.errors import InputError, UsageError
from urbsim.export.javascript.script import to_javascript
from urbsim.model.assemble import Model
from urbsim.model.start import INITIAL_PASSES
from urbsim.model.trace import trace
from urbsim.scenario.schema import SAVED_EVERY

EXPORTS = ("simulate", "model", "InputError")


def to_script(model: Model) -> str:
    """The body of a function that has `simulate`, `model` and `InputError`.

    Raises InputError for many members, UsageError for what it cannot express.
    """
    if model.vocabulary.events:
        raise UsageError("\n".join(f"{item.place}: {item.name}: the JavaScript runtime has no events"
                                   for item in model.vocabulary.events.values()))
    if model.members is not None or model.starts:
        raise InputError("only a single run that starts as its data say can be written as JavaScript")
    return to_javascript(trace(model), _data(model))


def to_module(model: Model) -> str:
    """An ECMAScript module: `import { simulate } from "./baseline.mjs"`."""
    head = f"// The model of scenario {model.name}, written by urbsim {__version__}. Money in 亿元 (0.1 billion CNY)."
    return f"{head}\n{to_script(model)}\nexport {{ {', '.join(EXPORTS)} }};\n"


def _data(model: Model) -> Mapping[str, Any]:
    """Numbers of the model and of its scenario, as the runtime reads them."""
    return {
        "elements": model.city.elements,
        "inputs": {name: np.asarray(value).tolist() for name, value in model.inputs.items()},
        "levers": {name: item.base for name, item in model.vocabulary.levers.items()},
        "yearPrices": [[year, index] for year, index in sorted(model.city.prices.items())],
        "scenario": {"levers": model.levers, "ramp": model.schedule.ramp, "time": model.time.model_dump()},
        "methods": {name: {"nodes": method.nodes, "stages": method.stages, "weights": method.weights}
                    for name, method in METHODS.items()},
        "passes": INITIAL_PASSES, "savedEvery": SAVED_EVERY}
