"""The scripts of figures/ draw what they say, and every picture that a document names has one.

Drawing all takes minutes; here each script runs with nothing simulated, and what it would draw is noted.
"""

from __future__ import annotations

import re
import runpy
import sys
import types

import pytest
from conftest import ROOT, SCENARIOS

import urbsim
import urbsim.api_decisions  # what it takes from the modules below it takes before that is replaced
from urbsim.analysis import loops, plane
from urbsim.present.figures import CATALOGUE

FIGURES = ROOT / "figures"
SCRIPTS = sorted(path.stem for path in FIGURES.glob("*.py") if path.stem not in ("common", "make", "simulator"))
DOCUMENTS = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]


@pytest.fixture
def written(monkeypatch):
    """What scripts ask to be drawn, as (figure, file); runs and analyses are only asked whether their files exist."""
    asked = []

    def run(name):
        assert (SCENARIOS / f"{name}.toml").exists()

    def analysis(*files, **_):
        assert all(file.exists() for file in files)
        return {}

    stub = types.ModuleType("common")
    stub.run, stub.SCENARIOS = run, SCENARIOS
    stub.write = lambda figure, found, name="", kind="png": asked.append((figure, f"{name or figure}.{kind}"))
    monkeypatch.setitem(sys.modules, "common", stub)
    for name in ("sweep", "sensitivity", "attribute"):
        monkeypatch.setattr(urbsim, name, analysis)
    for module, name in ((loops, "loop_scores"), (plane, "plane_of")):
        monkeypatch.setattr(module, name, lambda *_: None)
    return asked


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_script_draws_the_figure_of_the_catalogue_that_is_there(script, written):
    runpy.run_path(str(FIGURES / f"{script}.py"))

    ((figure, file),) = written
    assert figure in CATALOGUE
    assert file.partition(".")[0] == script
    assert (FIGURES / file).exists()


def test_every_picture_has_a_script_and_every_picture_that_a_document_names_is_there():
    pictures = {path.name for path in FIGURES.iterdir() if path.suffix in (".png", ".svg")}
    named = {name for path in DOCUMENTS
             for name in re.findall(r"!\[[^\]]*\]\((?:\.\./)*figures/([^)]+)\)", path.read_text(encoding="utf-8"))}

    assert len(named) > 4
    assert named <= pictures
    assert {name.partition(".")[0] for name in pictures} == {*SCRIPTS, "simulator"}
