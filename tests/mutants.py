"""A mutation run over the sector files: does the test suite notice a model that is changed a little?

    python tests/mutants.py [--number 300] [--seed 0] [-j 2] [--out mutants.csv]

Mutants are drawn at random, evenly over all places that can be changed: an arithmetic operator becomes another, a
number moves, two different arguments of a call or two different operands of - / ** change places, a flow loses the
stock that it fills or empties. None is picked by hand. A mutant runs the tests of STAGES, one stage after another,
until one fails; who passes all of them survives, and is listed. Exit code 1 where fewer than nine in ten are caught.
"""

from __future__ import annotations

import argparse
import ast
import copy
import csv
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
SECTORS = "src/urbsim/sectors"
STAGES = (
    ("tests/test_reference.py", "-k", "2012 or constant or parameter or lever"),
    ("tests/test_every_equation.py", "-k", "unit or size or documented"),
    ("tests/test_reference.py", "tests/test_every_equation.py", "tests/test_extreme_conditions.py"))
"""Some of the suite, the quickest first: what they miss others may catch, so that the share caught is a lower bound."""
LEAST = 0.9
LONGEST = 1800
"""Seconds after which a stage counts as failed: a mutant that never ends is caught."""
OPERATORS = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.Pow: ast.Mult}
ENDS = ("into", "out_of")


@dataclass(frozen=True)
class Mutant:
    """A changed file: its name, the line, what was changed, and the new text."""

    file: str
    line: int
    change: str
    text: str


def mutants(path: Path) -> Iterator[Mutant]:
    """Every mutant of a file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    nodes = list(ast.walk(tree))
    for place, node in enumerate(nodes):
        for kind, _ in enumerate(_changes(node)):
            changed = copy.deepcopy(tree)
            twin = list(ast.walk(changed))[place]
            change, act = list(_changes(twin))[kind]
            act()
            yield Mutant(path.name, getattr(node, "lineno", 0), change, ast.unparse(ast.fix_missing_locations(changed)))


def _changes(node: ast.AST) -> Iterator[tuple[str, Callable[[], object]]]:
    """What can be done to a node: (what it is called, what does it)."""
    if isinstance(node, ast.BinOp) and type(node.op) in OPERATORS:
        new = OPERATORS[type(node.op)]
        yield f"{type(node.op).__name__} -> {new.__name__}", lambda: setattr(node, "op", new())
        if isinstance(node.op, (ast.Sub, ast.Div, ast.Pow)) and ast.dump(node.left) != ast.dump(node.right):
            yield f"operands of {type(node.op).__name__} exchanged", lambda: _exchange(node)
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        moved = node.value * 1.1 if node.value else 0.1
        yield f"{node.value!r} -> {moved!r}", lambda: setattr(node, "value", moved)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        positional = [at for at, one in enumerate(node.args) if not isinstance(one, (ast.Constant, ast.Starred))]
        if len(positional) >= 2 and ast.dump(node.args[positional[0]]) != ast.dump(node.args[positional[1]]):
            yield f"arguments of {node.func.id} exchanged", lambda: _swap(node.args, *positional[:2])
        if node.func.id == "flow":
            for word in [word for word in node.keywords if word.arg in ENDS]:
                yield f"{word.arg} dropped", lambda word=word: node.keywords.remove(word)


def _exchange(node: ast.BinOp) -> None:
    node.left, node.right = node.right, node.left


def _swap(values: list[ast.expr], first: int, second: int) -> None:
    values[first], values[second] = values[second], values[first]


def caught_by(mutant: Mutant, tree: Path) -> str:
    """The test that fails with a mutant in a copy of the project; empty where it survives."""
    path = tree / SECTORS / mutant.file
    whole = path.read_text(encoding="utf-8")
    path.write_text(mutant.text, encoding="utf-8")
    try:
        for stage in STAGES:
            if found := _failure(stage, tree):
                return found
        return ""
    finally:
        path.write_text(whole, encoding="utf-8")


def _failure(stage: tuple[str, ...], tree: Path) -> str:
    environment = {**os.environ, "PYTHONPATH": str(tree / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "pytest", "-x", "-p", "no:cacheprovider", "-m", "not slow", *stage]
    try:
        done = subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True, timeout=LONGEST,
                              check=False)
    except subprocess.TimeoutExpired:
        return "timed out"
    if done.returncode == 0:
        return ""
    if done.returncode not in (1, 2):  # failed tests, or a file that cannot be read: anything else is no verdict
        raise RuntimeError(f"pytest ended with {done.returncode}: {done.stderr[-400:]}")
    failed = [line for line in done.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    return failed[0].split(" - ")[0] if failed else "does not load"


def drawn(number: int, seed: int) -> list[Mutant]:
    """Mutants of all sector files, drawn without replacement."""
    files = sorted((ROOT / SECTORS).glob("[!_]*.py"))
    return random.Random(seed).sample([one for path in files for one in mutants(path)], number)


def main() -> int:
    """Draw, try, count and list."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--number", type=int, default=300)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("-j", "--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--out", type=Path, help="CSV file with every mutant and the test that caught it")
    options = parser.parse_args()
    chosen = drawn(options.number, options.seed)
    with tempfile.TemporaryDirectory() as folder:
        trees = [Path(folder) / str(place) for place in range(options.jobs)]
        for tree in trees:
            for name in ("src", "tests", "scenarios", "pyproject.toml", "README.md", "docs", "benchmarks", "figures"):
                copier = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
                tree.mkdir(exist_ok=True)
                copier(ROOT / name, tree / name)
        if any(_failure(stage, trees[0]) for stage in STAGES):
            print("the tests fail without any mutant", file=sys.stderr)
            return 1
        shares = [chosen[place :: options.jobs] for place in range(options.jobs)]
        with ThreadPoolExecutor(options.jobs) as pool:
            found = [pair for pairs in pool.map(_tried, shares, trees) for pair in pairs]
    return _told(found, options.out)


def _tried(share: list[Mutant], tree: Path) -> list[tuple[Mutant, str]]:
    found = []
    for mutant in share:
        test = caught_by(mutant, tree)
        found.append((mutant, test))
        print(f"{mutant.file}:{mutant.line}: {mutant.change}: {test or 'SURVIVES'}", file=sys.stderr, flush=True)
    return found


def _told(found: list[tuple[Mutant, str]], out: Path | None) -> int:
    rows = sorted((one.file, one.line, one.change, test) for one, test in found)
    if out is not None:
        with out.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([("file", "line", "change", "caught_by"), *rows])
    survivors = [row for row in rows if not row[3]]
    for row in survivors:
        print(f"survives: {row[0]}:{row[1]}: {row[2]}")
    caught = len(rows) - len(survivors)
    print(f"{caught} of {len(rows)} mutants caught ({caught / len(rows):.1%})")
    return 0 if caught >= LEAST * len(rows) else 1


if __name__ == "__main__":
    sys.exit(main())
