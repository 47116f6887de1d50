"""The posterior of a calibration as a file: one column a factor, one row a draw.

Draws stand in random order, so that the first n are a sample of the posterior too.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from urbsim.errors import InputError, Problem, UsageError
from urbsim.factors import find_factor
from urbsim.files import writing
from urbsim.model.assemble import Model
from urbsim.results import model_hash

KEY = b"urbsim"
KIND = "posterior"


@dataclass(frozen=True, eq=False)
class Posterior(Mapping[str, np.ndarray]):
    """Draws by name of their factor, arrays of one length; `about` says what they were made from."""

    draws: Mapping[str, np.ndarray]
    about: Mapping[str, Any] = field(default_factory=dict)

    def __getitem__(self, name: str) -> np.ndarray:
        return self.draws[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.draws)

    def __len__(self) -> int:
        return len(self.draws)

    @property
    def rows(self) -> int:
        """Number of draws."""
        return len(next(iter(self.draws.values())))

    def notes(self, model: Model) -> tuple[str, ...]:
        """What a user should know who runs a model with it."""
        same = all(self.about.get(key) == value for key, value in equations(model).items())
        notes = () if same else ("the posterior was made with other equations: calibrate again",)
        return notes if self.about.get("converged", True) else (*notes, "the posterior had not converged")


def equations(model: Model) -> dict[str, Any]:
    """What tells the equations of a model from others, as JSON gives it back."""
    return {"model_sha256": model_hash(), "studies": sorted(model.vocabulary.studies.values())}


def digest(draws: Mapping[str, np.ndarray]) -> str:
    """SHA-256 over names and draws."""
    content = hashlib.sha256()
    for name, values in draws.items():
        content.update(name.encode() + b"\0" + np.ascontiguousarray(values, dtype="<f8").tobytes())
    return content.hexdigest()


def write_posterior(posterior: Posterior, path: str | Path) -> None:
    """Write a posterior as Parquet, all or nothing. Raises UsageError."""
    import pyarrow
    from pyarrow import parquet

    about = {"kind": KIND, **posterior.about}
    table = pyarrow.table(dict(posterior)).replace_schema_metadata({KEY: json.dumps(about, ensure_ascii=False)})
    with writing(Path(path)) as temporary:
        parquet.write_table(table, temporary, compression="zstd")


def read_posterior(path: str | Path, model: Model | None = None) -> Posterior:
    """Read a posterior; with a model, check that its factors exist there and every draw lies in its range.

    Raises InputError with all that is wrong, UsageError where pyarrow is missing.
    """
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError as error:
        raise UsageError("a posterior needs pyarrow: pip install 'urbsim[data]'") from error
    file = str(path)
    try:
        table = parquet.ParquetFile(path).read()
        about = json.loads((table.schema.metadata or {}).get(KEY, b"{}"))
    except FileNotFoundError:
        raise InputError(Problem("no such file", file)) from None
    except (OSError, ValueError, pyarrow.ArrowException):
        raise InputError(Problem("this is not a Parquet file, or it is damaged", file)) from None
    if not isinstance(about, dict) or about.get("kind") != KIND:
        raise InputError(Problem("this is not a posterior: urbsim calibrate writes one", file))
    if not len(table) or not table.column_names:
        raise InputError(Problem("the posterior holds no draws", file))
    draws: dict[str, np.ndarray] = {}
    problems: list[Problem] = []
    for name in table.column_names:
        try:
            draws[name] = np.asarray(table[name].to_numpy(), dtype=float)
            problems += _faults(name, draws[name], model, file)
        except (ValueError, TypeError):
            problems.append(Problem("holds what is no number", file, key=name))
    if problems:
        raise InputError(problems)
    return Posterior(draws, about)


def _faults(name: str, values: np.ndarray, model: Model | None, file: str) -> Iterator[Problem]:
    """What is wrong with a column."""
    if not np.isfinite(values).all():
        yield Problem("holds numbers that are not finite", file, key=name)
    elif model is not None:
        try:
            factor = find_factor(name, model.vocabulary, model.city)
        except InputError as error:
            yield from (Problem(problem.message, file, key=name) for problem in error.problems)
        else:
            if not factor.holds(values):
                yield Problem(f"reaches outside {factor.span}", file, key=name)
