"""How cost grows: with the number of members, with the size of the city, and the memory of each thread."""

from __future__ import annotations

import csv
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from engines import BASELINE, varied

from urbsim import sectors
from urbsim.api import read
from urbsim.cities.city import BUILT_IN
from urbsim.many import run_members
from urbsim.model.assemble import Model

MEMBERS = (1, 16, 128, 1024, 10_240, 102_400)
MEMBERS_HEADER = ("members", "ms a run", "x 1,024 members")
CITY_HEADER = ("city repeated", "parks", "stocks", "native, ms a run", "x once, a park", "numpy, ms a run",
               "x once, a park")
MEMORY_HEADER = ("members", "threads", "peak MB added", "inputs and outputs MB", "rest MB a thread")
MILLION_HEADER = ("sweep", "s", "runs/s", "peak MB", "on disk MB", "pandas reads it in s")


def shortened(model: Model, years: float) -> Model:
    """The model over a shorter span."""
    return replace(model, time=model.time.model_copy(update={"end": model.time.start + years}))


def timed(model: Model, engine: str = "native", threads: int = 1) -> float:
    """Seconds of a run of all members."""
    start = time.perf_counter()
    run_members(model, threads, engine)
    return time.perf_counter() - start


def member_rows(years: float = 2.0, rounds: int = 5, members: tuple[int, ...] = MEMBERS) -> list[tuple[str, ...]]:
    """Time per run as members grow, over a short span; one thread."""
    model = shortened(read(BASELINE).model, years)
    models = {count: varied(model, count) for count in members}
    timed(models[members[0]])
    samples: dict[int, list[float]] = {count: [] for count in members}
    for number in range(rounds):
        for count, one in models.items():
            if count < 50_000 or number < 3:
                samples[count].append(1e3 * timed(one) / count)
    found = {count: statistics.median(values) for count, values in samples.items()}
    base = found.get(1024, found[members[-1]])
    return [(f"{count:,}", f"{value:.3f}", f"{value / base:.2f}") for count, value in found.items()]


def repeated_city(folder: Path, times: int) -> Path:
    """The built-in city with every park and district `times` over."""
    source = BUILT_IN / "qinhuangdao"
    folder.mkdir(parents=True)
    totals = {(item.table, item.column) for item in sectors.load().tables.values()
              if item.sums_to_one and "{" not in item.column}
    for path in source.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        if path.stem in ("parks", "districts", "commuting"):
            rows = [_copy(row, path.stem, copy, times, totals) for copy in range(times) for row in rows]
        with (folder / path.name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    return folder


def _copy(row: dict[str, str], table: str, copy: int, times: int, totals: set[tuple[str, str]]) -> dict[str, str]:
    """A row of a copy: districts have names of their own, a park lives in its copy's districts, shares are divided."""
    first = next(iter(row))
    found: dict[str, str] = {}
    for column, value in row.items():
        if column == first:
            found[column] = f"{value}_{copy}"
        elif column.startswith("host_") or (table == "commuting" and column not in ("source", "confidence")):
            found |= {f"{column}_{other}": value if other == copy else "0" for other in range(times)}
        else:
            found[column] = repr(float(value) / times) if (table, column) in totals else value
    return found


def city_rows(years: float = 1.0, rounds: int = 3, sizes: tuple[int, ...] = (1, 2, 4, 8, 16)) -> list[tuple[str, ...]]:
    """Time per run as the city is repeated, 128 members, one thread; the native library is built before."""
    found: dict[int, tuple[Model, list[float], list[float]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for times in sizes:
            city = repeated_city(Path(folder) / str(times), times)
            model = shortened(read(BASELINE, {"city": str(city)}).model, years)
            found[times] = (varied(model, 128), [], [])
            timed(found[times][0])
    for _ in range(rounds):
        for model, native, numpys in found.values():
            native.append(timed(model) / 128)
            numpys.append(timed(model, "numpy") / 128)
    rows = []
    once = [statistics.median(samples) for samples in found[sizes[0]][1:]]
    for times, (model, *samples) in found.items():
        ours = [statistics.median(one) for one in samples]
        each = [f"{value / base / times * sizes[0]:.2f}" for value, base in zip(ours, once, strict=True)]
        rows.append((f"{times}", str(len(model.city.elements["park"])), str(model.size), f"{1e3 * ours[0]:.3f}",
                     each[0], f"{1e3 * ours[1]:.2f}", each[1]))
    return rows


CHILD = """
import sys
sys.path.insert(0, {benchmarks!r})
import scaling
scaling.memory_child({members}, {threads})
"""


def memory_child(members: int, threads: int) -> None:
    """Print what a run of some members adds to the peak of resident memory, and what its arrays take, in MB."""
    model = shortened(read(BASELINE).model, 1.0)
    timed(varied(model, 8 * threads), threads=threads)  # the library is built and loaded
    one = varied(model, members)
    before = _resident(reset=True)
    found = run_members(one, threads, "native")
    added = _resident() - before
    arrays = [*found.indicators.values(), found.annual_revenue, found.price_index]
    print(added, (sum(values.nbytes for values in arrays) + 2 * 8 * members) / 2**20)


def _resident(*, reset: bool = False) -> float:
    """The peak of resident memory in MB, since it was last reset."""
    if reset:
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(float(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


def memory_rows() -> list[tuple[str, ...]]:
    """What a run of members adds to the process, in processes of their own. Linux only: no rows elsewhere."""
    rows = []
    if not Path("/proc/self/clear_refs").exists():
        return []
    for members, threads in ((1024, 1), (1024, 2), (10_240, 1), (10_240, 2)):
        code = CHILD.format(benchmarks=str(Path(__file__).parent), members=members, threads=threads)
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        added, held = map(float, done.stdout.split())
        rows.append((f"{members:,}", str(threads), f"{added:.1f}", f"{held:.1f}", f"{(added - held) / threads:.1f}"))
    return rows


def million_rows(runs: int = 1_000_000) -> list[tuple[str, ...]]:
    """A sweep of a million runs over one year, and how long pandas takes to read it back."""
    import pandas
    from processes import once

    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "sweep"
        wall, _, peak = once([sys.executable, "-m", "urbsim", "sweep", str(BASELINE), "--sample", "random",
                              "--runs", str(runs), "-s", "time.end=2010", "--keep", "revenue,gdp", "--no-figures",
                              "-o", str(out)])
        size = sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
        start = time.perf_counter()
        table = pandas.read_parquet(out / "runs")
        seconds = time.perf_counter() - start
        if len(table) != runs or table["run"].nunique() != runs:
            raise SystemExit("the sweep does not read back whole")
    return [(f"{runs:,} runs over one year", f"{wall:.0f}", f"{runs / wall:,.0f}", f"{peak:.0f}", f"{size / 2**20:.0f}",
             f"{seconds:.1f}")]

