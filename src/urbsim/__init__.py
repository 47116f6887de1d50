"""urbsim: how industry and urbanization drive each other in a prefecture-level city.

    import urbsim
    result = urbsim.run("scenarios/baseline.toml", levers={"siting_strictness": 0.85})
    result.scorecard; result.parks; result["revenue"]

Names are loaded when first used, so that `import urbsim` costs nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from urbsim.api import Run, run
    from urbsim.api_analyses import attribute, calibrate, discover, sensitivity
    from urbsim.api_decisions import front, optimise, plane
    from urbsim.api_many import ensemble, sweep
    from urbsim.errors import InputError, ModelError, NumericalError, UrbsimError, UsageError
    from urbsim.many import Ensemble
    from urbsim.models import assemble, simulate
    from urbsim.posterior import read_posterior, write_posterior
    from urbsim.sweeps.result import Sweep

__version__ = "0.1.0"

_HOMES = {
    "urbsim.api": ("Run", "run"), "urbsim.api_many": ("ensemble", "sweep"), "urbsim.many": ("Ensemble",),
    "urbsim.api_analyses": ("attribute", "calibrate", "discover", "sensitivity"),
    "urbsim.api_decisions": ("front", "optimise", "plane"),
    "urbsim.models": ("assemble", "simulate"), "urbsim.posterior": ("read_posterior", "write_posterior"),
    "urbsim.sweeps.result": ("Sweep",),
    "urbsim.errors": ("InputError", "ModelError", "NumericalError", "UrbsimError", "UsageError")}
__all__ = ["Ensemble", "InputError", "ModelError", "NumericalError", "Run", "Sweep", "UrbsimError", "UsageError",
           "__version__", "assemble", "attribute", "calibrate", "discover", "ensemble", "front", "optimise", "plane",
           "read_posterior", "run", "sensitivity", "simulate", "sweep", "write_posterior"]


def __getattr__(name: str) -> Any:
    for home, names in _HOMES.items():
        if name in names:
            return getattr(importlib.import_module(home), name)
    raise AttributeError(f"module 'urbsim' has no attribute '{name}'")


def __dir__() -> list[str]:
    return __all__
