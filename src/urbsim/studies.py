"""Study files: Python that adds to the model or replaces parts of it, named on the command line with `--with`.

A study file is code and is run; a scenario file never is. Only declarations at its top level count.
"""

from __future__ import annotations

import hashlib
import importlib.util
import sys
import traceback
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType

from urbsim.errors import InputError, Problem
from urbsim.files import read_text
from urbsim.vocabulary import Vocabulary, overlaid

PREFIX = "urbsim_study_"
"""Of the names under which study files are imported."""


@dataclass(frozen=True)
class Study:
    """A study file that has been run."""

    file: str
    sha256: str
    module: ModuleType


def load_study(path: Path) -> Study:
    """Run a study file. Raises InputError with the line at which it fails, and what it says there."""
    text, _ = read_text(path)
    digest = hashlib.sha256(text.encode()).hexdigest()
    spec = importlib.util.spec_from_file_location(f"{PREFIX}{digest[:16]}", path)
    if spec is None or spec.loader is None:
        raise InputError(Problem("a study is a Python file, *.py", str(path)))
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    try:
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:
        raise InputError(failure(error, [path]) or Problem(str(error), str(path))) from None
    return Study(str(path), digest, module)


def failure(error: BaseException, paths: Sequence[str | Path]) -> Problem | None:
    """What was raised, at the last line of a study file that was being run; None where it was raised by none."""
    text = f"{type(error).__name__}: {error}"
    ours = {Path(path).resolve(): str(path) for path in paths}
    if isinstance(error, SyntaxError) and error.filename and Path(error.filename).resolve() in ours:
        return Problem(text, ours[Path(error.filename).resolve()], error.lineno)
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if Path(frame.filename).resolve() in ours]
    return Problem(text, ours[Path(frames[-1].filename).resolve()], frames[-1].lineno) if frames else None


def with_studies(vocabulary: Vocabulary, paths: Sequence[str | Path]) -> Vocabulary:
    """The vocabulary with study files laid over it, in the order given; it remembers their digests.

    Raises InputError where a file fails, ModelError where what it declares does not fit.
    """
    if not paths:
        return vocabulary
    studies = [load_study(Path(path)) for path in paths]
    found = overlaid(vocabulary, [study.module for study in studies])
    names = [Path(study.file).name for study in studies]
    return replace(found, studies={study.file if names.count(name) > 1 else name: study.sha256
                                   for name, study in zip(names, studies, strict=True)})
