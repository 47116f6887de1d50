"""A finished sweep: its tables, read a piece at a time from the folder or from memory."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from urbsim.engine.native import Failure
from urbsim.files import csv_text, write_text, writing
from urbsim.sweeps.parts import failures_of
from urbsim.sweeps.plan import Plan
from urbsim.sweeps.store import DESIGN, FAILED, SUMMARY, TARGETS
from urbsim.sweeps.summary import HEADER, TARGET_HEADER, summary_rows, target_rows

if TYPE_CHECKING:
    import pandas

FACTORS = b"factors"
"""Key of the design's metadata: unit and Chinese name of each factor, as JSON."""
DESIGN_PIECE = 65_536
"""Rows of the design that are written at a time."""


@dataclass(frozen=True, repr=False)
class Sweep:
    """The runs of a sweep. `to_dataframe` holds all of them; `design`, `summary`, `targets` and `failures` are small.

    `read` gives the file of a part, by path or from memory.
    """

    plan: Plan
    read: Callable[[int], Path | io.BytesIO]

    def __repr__(self) -> str:
        return f"<sweep of {self.plan.scenario.name}, {self.plan.design.runs} runs>"

    def parts(self, columns: Sequence[str] | None = None) -> Iterator[Any]:
        """The parts in order, as Arrow tables: a row a run and year."""
        from pyarrow import parquet

        for number in range(self.plan.parts):
            yield parquet.ParquetFile(self.read(number)).read(columns=columns)

    def to_dataframe(self) -> pandas.DataFrame:
        """A row a run and year: the columns kept."""
        import pyarrow

        frame: pandas.DataFrame = pyarrow.concat_tables(
            table.replace_schema_metadata() for table in self.parts()).to_pandas()
        return frame.set_index(["run", "year"])

    @property
    def design(self) -> pandas.DataFrame:
        """A row a run: the values of what varies."""
        import pandas

        rows = self.plan.design.rows(0, self.plan.design.runs)
        return pandas.DataFrame(rows, columns=list(self.plan.design.names)).rename_axis("run")

    @property
    def summary(self) -> pandas.DataFrame:
        """A row a quantity and year: quantiles over the runs, and for targets the share of runs that reach them."""
        import pandas

        return pandas.DataFrame(list(summary_rows(self.plan, self.parts)), columns=HEADER)

    @property
    def targets(self) -> pandas.DataFrame:
        """A row a grid point and target: the share of futures in which it is reached, with its interval."""
        import pandas

        rows = target_rows(self.plan, self.parts)
        return pandas.DataFrame(list(rows), columns=[*self.plan.design.grid, *TARGET_HEADER])

    @property
    def failures(self) -> list[Failure]:
        """Runs whose state stopped being finite; `member` is the number of the run."""
        from pyarrow import parquet

        return [failure for number in range(self.plan.parts)
                for failure in failures_of(parquet.ParquetFile(self.read(number)).schema_arrow)]


def write_design(plan: Plan, folder: Path) -> None:
    """Write design.parquet, a piece at a time."""
    import pyarrow
    from pyarrow import parquet

    factors = json.dumps({factor.name: {"unit": factor.unit, "zh": factor.zh} for factor in plan.factors})
    schema = pyarrow.schema([("run", pyarrow.int64()), *((name, pyarrow.float64()) for name in plan.design.names)],
                            {FACTORS: factors})
    with (writing(folder / DESIGN) as temporary,
          parquet.ParquetWriter(temporary, schema, compression="zstd") as writer):
        for first in range(0, plan.design.runs, DESIGN_PIECE):
            rows = plan.design.rows(first, min(first + DESIGN_PIECE, plan.design.runs))
            run = np.arange(first, first + len(rows), dtype=np.int64)
            writer.write_table(pyarrow.table([run, *rows.T], schema=schema))


def write_tables(sweep: Sweep, folder: Path) -> None:
    """Write failed.csv, summary.csv and targets.csv."""
    plan = sweep.plan
    failed = [(failure.member, failure.stock, failure.element, failure.time, "stopped being finite",
               *plan.design.rows(failure.member, failure.member + 1)[0].tolist()) for failure in sweep.failures]
    write_text(folder / FAILED, csv_text(("run", "stock", "element", "time", "reason", *plan.design.names), failed))
    write_text(folder / SUMMARY, csv_text(HEADER, summary_rows(plan, sweep.parts)))
    write_text(folder / TARGETS, csv_text((*plan.design.grid, *TARGET_HEADER), target_rows(plan, sweep.parts)))
