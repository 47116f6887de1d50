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
    from urbsim.errors import InputError, ModelError, NumericalError, UrbsimError, UsageError

__version__ = "0.1.0"

_HOMES = {"run": "urbsim.api", "Run": "urbsim.api", "UrbsimError": "urbsim.errors", "InputError": "urbsim.errors",
          "ModelError": "urbsim.errors", "NumericalError": "urbsim.errors", "UsageError": "urbsim.errors"}
__all__ = ["InputError", "ModelError", "NumericalError", "Run", "UrbsimError", "UsageError", "__version__", "run"]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(importlib.import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'urbsim' has no attribute '{name}'")


def __dir__() -> list[str]:
    return __all__
