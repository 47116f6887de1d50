"""What a report is filled from: finished runs, and the folders of analyses that are handed in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from urbsim.api import Run
from urbsim.report.document import Outline
from urbsim.report.folders import Analysis
from urbsim.report.numbers import Numbers


@dataclass(frozen=True)
class Material:
    """Runs, the one that is told in detail, and the analyses that there are, to be told in a language."""

    runs: tuple[Run, ...]
    detail: Run
    analyses: Mapping[str, Analysis]
    lang: str

    @cached_property
    def numbers(self) -> Numbers:
        return Numbers(self.lang)

    @cached_property
    def outline(self) -> Outline:
        return Outline()

    @property
    def year(self) -> int:
        """The year of the targets."""
        return self.detail.case.scenario.targets.year

    def title(self, run: Run) -> str:
        """What a scenario is called, in one line."""
        return " ".join(run.case.scenario.label(self.lang).split())

    def park(self, name: str) -> str:
        """What a park is called."""
        return self.detail.case.city.label(name, self.lang)
