"""Everything that a document shows works as it stands there: commands, Python, scenario files, and the output shown.

The blocks of a page run in their order, in one folder, since a page tells a story:

- ```sh: its commands, a line each, but for those of ELSEWHERE, and for those of a README that a page of docs/ runs and
  those of a Chinese page that the English one runs, where no output is shown; the commands of
  CHEAPER are run in Chinese with settings that take less time;
- ```text after it: lines of what the last commands printed, in their order; spaces do not count;
- ```python and ```toml whose first line is a comment with a file's name: that file; other Python is run, other TOML is
  an excerpt.

A command between backticks in running text is either a bare name, `urbsim run`, or a whole command line, which is read
but not run: with an option or an argument that is not there, or without one that must be, the page fails.
"""

from __future__ import annotations

import functools
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import click
import pytest
from conftest import ROOT

from urbsim.cli import COMMANDS, group

PAGES = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in
         (ROOT / "README.md", ROOT / "README.zh.md", *sorted((ROOT / "docs").rglob("*.md")))}
TEXTS = {**PAGES, "CONTRIBUTING.md": (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")}
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
FILE = re.compile(r"# (\S+\.\w+)")
ELSEWHERE = {
    r".*: (python3 -m venv|source|pip install) ": ".ci/run",
    r".*: urbsim validate ": "tests/test_validate.py",
    r".*: dask (scheduler|worker) |.* --cluster ": "tests/test_cluster.py",
    r".*: urbsim optimise (?!.* --robust )|docs/optimise.md: (urbsim run|import) ": "tests/test_optimise.py",
    r".*: urbsim optimise .* --robust ": "tests/test_robust.py",
    r".*: urbsim calibrate (?!.* --draws 0)": "tests/test_calibration.py",
    r"(README\S*|docs/reports.md): urbsim report (?!.* --loops )": "tests/test_report.py",
}
"""`page: command`, or Python, of what takes minutes, installs, or needs several machines, and where its kind is run."""
CHEAPER = {
    r"urbsim sweep .* --runs 1024 ": "--runs 128 -s time.end=2014",
    r"urbsim sensitivity ": "--samples 32 -s time.end=2014",
    r"urbsim attribute ": "--orders 4 -s time.end=2014",
    r"urbsim plane ": "-s time.end=2014",
}
"""Settings behind the commands of Chinese pages that would take minutes a second time."""
INLINE = re.compile(r"`((?:urbsim|python) [^`]+)`")


def blocks(page):
    """Language and text of each block of code."""
    return FENCE.findall(PAGES[page])


def commands(text):
    """The commands of a block: a line each, or several where a line ends in a backslash."""
    return [line.strip() for line in text.replace("\\\n", " ").splitlines() if line.strip()]


def elsewhere(page, command):
    """Whether another test runs what a page shows."""
    return any(re.match(pattern, f"{page}: {command}") for pattern in ELSEWHERE)


@functools.cache
def told(page):
    """Commands that another page runs: for a README those of docs/, for a Chinese page those of the English one too."""
    others = [other for other in PAGES if page.startswith("README") and other.startswith("docs/")]
    if page.endswith(".zh.md"):
        others.append(page.replace(".zh.md", ".md"))
    return {bare(command) for other in others for language, text in blocks(other) if language == "sh"
            for command in commands(text)}


def bare(command):
    """A command without its comment."""
    return " ".join(command.partition(" #")[0].split())


def quick(page, command):
    """A command as it is run: with settings that take less time on a Chinese page."""
    more = [text for pattern, text in CHEAPER.items() if re.match(pattern, command)]
    return " ".join([bare(command), *more]) if page.endswith(".zh.md") and more else command


def fault(command):
    """What is wrong with a command that running text shows, in words; nothing is run."""
    program, *words = shlex.split(command)
    files = [word for word in words if re.match(r"(scenarios|figures|tests|benchmarks|scripts)/", word)]
    if absent := [word for word in files if not (ROOT / word).exists()]:
        return f"no such file: {absent}"
    if program == "python" or (len(words) == 1 and words[0] in COMMANDS):
        return ""
    try:
        with group.make_context("urbsim", list(words)) as context:
            name, found, rest = group.resolve_command(context, list(words))
            found.make_context(name, rest, parent=context).close()
    except click.ClickException as error:
        return error.format_message()
    return ""


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
    following = [language for language, _ in blocks(page)[1:]] + [""]
    for (language, text), after in zip(blocks(page), following, strict=True):
        named = FILE.match(text)
        if language == "sh":
            known = told(page) if after != "text" else ()
            printed = "".join(run(["bash", "-c", quick(page, command)], tmp_path) for command in commands(text)
                              if not elsewhere(page, command) and bare(command) not in known)
        elif language == "text":
            assert_shown(text, printed)
        elif language in ("python", "toml") and named:
            (tmp_path / named[1]).write_text(text, encoding="utf-8")
        elif language == "python" and not elsewhere(page, text):
            run([sys.executable, "-c", text], tmp_path)
        elif language == "toml":
            tomllib.loads(text)


@pytest.mark.parametrize("page", TEXTS)
def test_commands_in_running_text_can_be_read(page):
    shown = [" ".join(command.split()) for command in INLINE.findall(FENCE.sub("", TEXTS[page]))]

    assert {command: found for command in shown if (found := fault(command))} == {}


@pytest.mark.parametrize(("command", "said"), [
    ("urbsim validate --with buses.py", "Missing argument"), ("urbsim sweep FILE --sampel sobol", "No such option"),
    ("urbsim attribute FILE", "Missing option"), ("urbsim rum FILE", "no such command"),
    ("urbsim sweep FILE --sample sobel", "Invalid value"), ("urbsim run scenarios/bseline.toml", "no such file"),
    ("python figures/mak.py", "no such file"), ("urbsim run FILE... -o DIR", ""),
])
def test_a_wrong_command_in_running_text_is_noticed(command, said):
    assert said in fault(command)
    assert bool(said) == bool(fault(command))


def test_what_is_run_elsewhere_is_shown_and_its_place_is_there():
    shown = [f"{page}: {command}" for page in PAGES for language, text in blocks(page) if language == "sh"
             for command in commands(text)]
    for pattern, place in ELSEWHERE.items():
        assert any(re.match(pattern, command) for command in shown), pattern
        assert (ROOT / place).is_file()
