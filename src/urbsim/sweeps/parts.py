"""One part of a sweep: its runs computed, and written as the bytes of a Parquet file."""

from __future__ import annotations

import functools
import hashlib
import json
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from urbsim.engine.native import Failure, Stop
from urbsim.errors import UrbsimError
from urbsim.many import Ensemble, run_members
from urbsim.outcomes import figures
from urbsim.studies import PREFIX
from urbsim.sweeps.plan import Plan

if TYPE_CHECKING:
    import pyarrow

FAILURES = b"failures"


@dataclass(frozen=True)
class Part:
    """A finished part: its number, the file's bytes, and their SHA-256."""

    number: int
    data: bytes
    sha256: str


class OtherWorld(UrbsimError):  # noqa: N818 - said of a worker, not of a fault in it
    """A worker has another version of the model or of the writer of parts than who asked."""


def world() -> dict[str, str]:
    """What must be the same wherever parts of one sweep are computed."""
    import pyarrow

    from urbsim import __version__
    from urbsim.results import model_hash

    return {"urbsim": __version__, "model": model_hash(), "pyarrow": pyarrow.__version__, "numpy": np.__version__}


def compute(plan: Plan, number: int, stop: Stop | None = None) -> Part:
    """Compute a part in this thread. The same plan and number give the same bytes."""
    import pyarrow
    from pyarrow import parquet

    first, last = plan.runs(number)
    found = run_members(plan.model_of(plan.design.rows(first, last)), 1, plan.engine, stop)
    table = _table(plan, first, found)
    sink = pyarrow.BufferOutputStream()
    parquet.write_table(table, sink, compression="zstd", row_group_size=len(table) or 1)
    data = sink.getvalue().to_pybytes()
    return Part(number, data, hashlib.sha256(data).hexdigest())


def compute_elsewhere(packed: bytes, number: int, wanted: Mapping[str, str]) -> Part:
    """Compute a part in another process, perhaps on another machine. Raises OtherWorld where results would differ."""
    here = world()
    for name, version in wanted.items():
        if here[name] != version:
            raise OtherWorld(f"a worker has another {name} ({here[name]:.20}) than this process ({version:.20}): "
                             "install the same versions everywhere")
    plan = _unpacked(packed)
    if (arithmetic := plan.arithmetic_here()) != plan.arithmetic:
        raise OtherWorld(f"a worker computes with {arithmetic}, this process with {plan.arithmetic}: their results "
                         "differ in the last digits")
    return compute(plan, number)


def pack(plan: Plan) -> bytes:
    """A plan as bytes for workers; equations given by a study file travel with it."""
    import cloudpickle

    for name in [name for name in sys.modules if name.startswith(PREFIX)]:
        cloudpickle.register_pickle_by_value(sys.modules[name])
    packed: bytes = cloudpickle.dumps(plan)
    return packed


@functools.lru_cache(maxsize=4)
def _unpacked(packed: bytes) -> Plan:
    import cloudpickle

    plan: Plan = cloudpickle.loads(packed)
    return plan


def _table(plan: Plan, first: int, found: Ensemble) -> pyarrow.Table:
    """A row a run and year: run, year and the columns kept."""
    import pyarrow

    where = [found.years.index(year) for year in plan.years]
    members = found.price_index.shape[-1]
    read = figures(plan.model, plan.scenario.targets, found)
    columns: dict[str, Any] = {
        "run": np.repeat(np.arange(first, first + members, dtype=np.int64), len(where)),
        "year": np.tile(np.array(plan.years, dtype=np.int16), members)}
    columns |= {name: read[name][where].T.ravel() for name in plan.columns}
    failures = [{**asdict(failure), "member": first + failure.member} for failure in found.failures]
    return pyarrow.table(columns).replace_schema_metadata({b"sweep": plan.digest, FAILURES: json.dumps(failures)})


def failures_of(schema: pyarrow.Schema) -> list[Failure]:
    """The runs of a part that failed; `member` is the number of the run."""
    return [Failure(**item) for item in json.loads(schema.metadata[FAILURES])]
