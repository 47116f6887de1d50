"""The model: one file a sector, discovered by being here. Sectors never import one another; names connect them."""

from __future__ import annotations

import importlib
import pkgutil

from urbsim import vocabulary


def load() -> vocabulary.Vocabulary:
    """Import every sector file and join what they declare."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return vocabulary.read(importlib.import_module(f"{__name__}.{name}") for name in names)
