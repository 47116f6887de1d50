"""Every deliberate error of urbsim, as one tree; imports nothing of the package.

    UrbsimError            exit code 1
    +-- UsageError         exit code 2: a command asked for what cannot be done (missing extra, existing output)
    +-- InputError         exit code 3: files or values that a user gave are wrong; carries all problems at once
    |   +-- ModelError     exit code 3: declarations do not make a model (missing name, loop, duplicate)
    +-- NumericalError     exit code 4: a stock stopped being finite; says which, where and when
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


class UrbsimError(Exception):
    """Base of all deliberate errors; its text is meant for the user as it stands."""

    exit_code = 1


class UsageError(UrbsimError):
    """A command was asked for something that cannot be done as asked."""

    exit_code = 2


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, where it stands, and what would mend it."""

    message: str
    file: str = ""
    line: int | None = None
    key: str = ""

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return ": ".join(part for part in (place, self.key, self.message) if part)


class InputError(UrbsimError):
    """Files or values given by the user are wrong; `problems` holds all of them."""

    exit_code = 3

    def __init__(self, problems: Iterable[Problem] | Problem | str) -> None:
        if isinstance(problems, str):
            problems = [Problem(problems)]
        elif isinstance(problems, Problem):
            problems = [problems]
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class ModelError(InputError):
    """Declarations do not fit together to a model."""


class NumericalError(UrbsimError):
    """The computation failed: a stock stopped being finite."""

    exit_code = 4

    def __init__(self, stock: str, element: str, time: float, member: int | None = None) -> None:
        self.stock, self.element, self.time, self.member = stock, element, time, member
        where = f"{stock}[{element}]" if element else stock
        who = "" if member is None else f" in member {member}"
        super().__init__(
            f"{where} stopped being finite at {time:.6g}{who}. A shorter time.step or values nearer to their base may "
            "help."
        )


def nearest(name: str, known: Iterable[str]) -> str:
    """Advice that names the nearest known word, or nothing: `" Did you mean 'x'?"`."""
    import difflib

    known = list(known)
    lowered = {word.lower(): word for word in reversed(known)}
    match = difflib.get_close_matches(name.lower(), lowered, n=1, cutoff=0.6)
    return f" Did you mean '{lowered[match[0]]}'?" if match else ""
