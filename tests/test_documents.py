"""Everything that a document shows works as it stands there: commands, Python, scenario files, and the output shown.

The blocks of a page run in their order, in one folder, since a page tells a story:

- ```sh: its commands, a line each, but for those of ELSEWHERE;
- ```text after it: lines of what the last commands printed, in their order; spaces do not count;
- ```python and ```toml whose first line is a comment with a file's name: that file; other Python is run, other TOML is
  an excerpt.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from conftest import ROOT

PAGES = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in
         (ROOT / "README.md", ROOT / "README.zh.md", *sorted((ROOT / "docs").rglob("*.md")))}
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
FILE = re.compile(r"# (\S+\.\w+)")
ELSEWHERE = {
    r"python3 -m venv |source \.venv/": ".ci/run",
    r"urbsim validate ": "tests/test_validate.py",
    r"dask (scheduler|worker) |.* --cluster ": "tests/test_cluster.py",
    r"urbsim optimise .* --robust ": "tests/test_robust.py",
}
"""Commands that take minutes, install, or need more than one machine, and where each kind is run."""


def blocks(page):
    """Language and text of each block of code."""
    return FENCE.findall(PAGES[page])


def commands(text):
    """The commands of a block: a line each, or several where a line ends in a backslash."""
    return [line.strip() for line in text.replace("\\\n", " ").splitlines() if line.strip()]


def elsewhere(command):
    """Where a command is run that no page runs here; empty for others."""
    return next((place for pattern, place in ELSEWHERE.items() if re.match(pattern, command)), "")


def run(arguments, folder):
    """What a command prints; its own programs are those of this interpreter."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    done = subprocess.run(arguments, cwd=folder, capture_output=True, text=True, timeout=300, check=False,
                          env={**os.environ, "PATH": path})

    assert done.returncode == 0, f"{arguments[-1]}\n{done.stderr}"
    return done.stdout


def assert_shown(text, printed):
    """Every line shown was printed, in the order shown."""
    lines = iter([" ".join(line.split()) for line in printed.splitlines()])
    for line in filter(None, (" ".join(line.split()) for line in text.splitlines())):
        assert any(line == other for other in lines), f"not printed: {line}"


@pytest.mark.parametrize("page", [page for page in PAGES if blocks(page)])
def test_page_works_as_it_stands(page, tmp_path):
    shutil.copytree(ROOT / "scenarios", tmp_path / "scenarios")
    printed = ""
    for language, text in blocks(page):
        named = FILE.match(text)
        if language == "sh":
            printed = "".join(run(["bash", "-c", command], tmp_path) for command in commands(text)
                              if not elsewhere(command))
        elif language == "text":
            assert_shown(text, printed)
        elif language in ("python", "toml") and named:
            (tmp_path / named[1]).write_text(text, encoding="utf-8")
        elif language == "python":
            run([sys.executable, "-c", text], tmp_path)
        elif language == "toml":
            tomllib.loads(text)


def test_what_is_run_elsewhere_is_shown_and_its_place_is_there():
    shown = [command for page in PAGES for language, text in blocks(page) if language == "sh"
             for command in commands(text)]
    for pattern, place in ELSEWHERE.items():
        assert any(re.match(pattern, command) for command in shown), pattern
        assert (ROOT / place).is_file()
