"""One check of a model."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Check:
    """What is claimed, whether it holds, and what was measured."""

    topic: str
    claim: str
    holds: bool
    measured: str
