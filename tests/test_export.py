"""The exported model gives urbsim's numbers in other engines."""

from __future__ import annotations

import re
import subprocess
from xml.etree import ElementTree

import pytest
from conftest import NAMES, SCENARIOS, urbsim
from test_structure import three_parks_two_districts

from urbsim import assemble
from urbsim.api import read
from urbsim.declare import array, event, flow, index, lookup, parameter, stock
from urbsim.engine.build import compiler
from urbsim.export.latex import to_latex
from urbsim.export.names import Names
from urbsim.export.vensim import to_vensim
from urbsim.export.xmile import to_xmile
from urbsim.validation.engines import CLOSE, differences, pysd_stocks, simlin_stocks, stocks_of


@pytest.mark.parametrize("name", ["no_policy", "baseline", "debt_push"])
@pytest.mark.parametrize(("method", "step"), [("euler", 0.0625), ("rk4", 0.0625)])
def test_simlin_gives_every_stock_at_every_step(name, method, step):
    model = read(SCENARIOS / f"{name}.toml", {"time": {"method": method, "step": step, "end": 2014.0}}).model
    found = differences(model, simlin_stocks(model))

    assert len(found) == len(model.layout)
    assert max(found.values()) < CLOSE, max(found, key=found.get)


@pytest.mark.parametrize("method", ["euler", "rk4"])
def test_a_city_of_three_parks_is_exported_too(method, tmp_path):
    folder = three_parks_two_districts(tmp_path / "small")
    given = {"time": {"method": method, "end": 2012.0}, "city": str(folder)}
    model = read(SCENARIOS / "full_package.toml", given).model

    assert max(differences(model, simlin_stocks(model)).values()) < CLOSE


LONG = ("full_package", "land_first")
"""Shipped scenarios that are compared for years beyond the ramp of their levers."""


@pytest.mark.parametrize("name", NAMES)
def test_every_shipped_scenario_runs_in_simlin(name):
    end = 2012.0 if name in LONG else 2009.25
    model = read(SCENARIOS / f"{name}.toml", {"time": {"method": "rk4", "end": end}}).model

    assert max(differences(model, simlin_stocks(model)).values()) < CLOSE


@pytest.mark.parametrize("write", [
    lambda model: ("xmile", to_xmile(model, flat=True)), lambda model: ("mdl", to_vensim(model)),
    lambda model: ("mdl", to_vensim(model, flat=True))], ids=["flat XMILE", "readable Vensim", "flat Vensim"])
def test_the_other_forms_give_the_same_numbers(write, tmp_path):
    model = read(SCENARIOS / "baseline.toml", {"time": {"method": "euler", "end": 2009.5}}).model

    assert max(differences(model, in_simlin(*write(model), tmp_path)).values()) < CLOSE


def in_simlin(ending, export, folder):
    """The stocks of an exported model, run by simlin."""
    import simlin

    path = folder / f"model.{ending}"
    path.write_text(export.text, encoding="utf-8")
    return stocks_of(simlin.load(str(path)).run(analyze_loops=False).results, export)


@pytest.mark.slow
@pytest.mark.parametrize("small", [False, True], ids=["the city", "three parks"])
def test_pysd_gives_every_stock_at_every_step(small, tmp_path):
    city = {"city": str(three_parks_two_districts(tmp_path / "small"))} if small else {}
    model = read(SCENARIOS / "baseline.toml", {"time": {"method": "euler", "end": 2010.0}, **city}).model
    found = differences(model, pysd_stocks(model))

    assert max(found.values()) < CLOSE, max(found, key=found.get)


def test_levers_over_time_are_exported_with_their_ramps():
    given = {"time": {"method": "rk4", "end": 2013.0}, "levers": {"guidance_amount": [[2009.0, 1.0], [2011.0, 4.0]]}}
    model = read(SCENARIOS / "baseline.toml", given).model

    assert max(differences(model, simlin_stocks(model)).values()) < CLOSE


def test_parameters_stay_formulas_in_the_export():
    root = ElementTree.fromstring(to_xmile(read(SCENARIOS / "baseline.toml").model).text)
    space = {"x": root.tag.partition("}")[0].removeprefix("{")}
    equation = root.find(".//x:flow[@name='servicing']/x:eqn", space).text

    assert equation == "servicing_wanted[park] * land_spending[park] / (land_need[park] + 1e-12)"
    assert root.find(".//x:aux[@name='depreciation_rate']/x:eqn", space).text == "0.09"
    assert root.find(".//x:stock[@name='raw_land']/x:outflow", space).text == "servicing"


def test_the_readable_form_is_small_enough_to_read():
    model = read(SCENARIOS / "baseline.toml").model

    assert len(to_xmile(model).text.encode()) <= 300_000
    assert len(to_vensim(model).text.encode()) <= 300_000


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_latex_table_has_a_row_an_equation_and_balanced_braces(lang):
    model = read(SCENARIOS / "baseline.toml").model
    text = to_latex(model, lang)
    bare = text.replace(r"\\", "").replace(r"\{", "").replace(r"\}", "")

    assert bare.count("{") == bare.count("}")
    assert sorted(latex_rows(text)) == sorted(model.vocabulary.declarations)
    assert not re.search(r"(?<!\\)[%#]", text.partition(r"\begin{document}")[2].replace("%\n", ""))


def test_a_minimum_over_elements_takes_no_factor_into_its_scope():
    park = index("park", elements=("a", "b"))
    level = stock("Level.", "1", initial=1.0)
    cover, speed = array("Cover.", [0.5, 0.4], "1", dims=park), parameter("Speed.", 0.1, "1/year")

    @flow("1/year", into="level")
    def rise(level, cover, speed):
        """As the worst cover says."""
        return cover.min() * speed + level * 0.0

    text = to_latex(assemble(locals(), start=0.0, end=1.0, step=0.5))
    assert r"\min_{p} (\mathit{cover}_{p}) \cdot \mathit{speed}" in text


def latex_rows(text):
    """Names of the rows of the tables of a LaTeX document."""
    tables = re.findall(r"\\endhead\n(.*?)\n\\bottomrule", text, re.DOTALL)
    return [re.match(r"\$\\mathit\{((?:\w|\\_)+)\}.* \\\\$", row)[1].replace(r"\_", "_")
            for table in tables for row in table.splitlines()]


def test_events_arrays_and_functions_of_a_model_stand_in_the_latex_table():
    zone = index("zone", elements=("north", "south"))
    water = stock("Water.", "m", dims=zone, initial=lambda depth: 2.0 * depth)
    depth = array("Depth.", [1.0, 2.5], "m", dims=zone)
    drainage = lookup("Drainage by level.", [(0.0, 0.0), (4.0, 0.5)], "m/year", of="m")
    year = parameter("Year of the second flood.", 3.0, "year")

    @flow("m/year", dims=zone, out_of="water")
    def drained(water, drainage):
        """What drains."""
        return drainage(water)

    @event("m", dims=zone, at=(1.0, "year"), into="water")
    def flood(depth):
        """The level rises by its depth."""
        return 0.5 * depth

    model = assemble(locals(), start=0.0, end=4.0, step=0.25)
    text = to_latex(model)

    assert sorted(latex_rows(text)) == sorted(model.vocabulary.declarations)
    assert r"$0.5 \cdot \mathit{depth}_{z}$; at $1, \mathit{year}$" in text
    assert r"at events $\mathit{flood}_{z}$" in text
    assert r"\operatorname{drainage}(\mathit{water}_{z})" in text
    assert "$(0, 0), (4, 0.5)$" in text
    assert "$1$, $2.5$" in text


@pytest.mark.skipif(compiler() is None, reason="no C compiler")
def test_the_exported_c_compiles_on_its_own(tmp_path):
    urbsim("export", SCENARIOS / "baseline.toml", "--to", "c", "-o", tmp_path / "model.c")
    command = [*compiler(), "-fsyntax-only", "-Wall", "-Werror", "-Wno-psabi", "model.c"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr


def test_names_are_legal_and_unique_where_case_and_blanks_are_folded():
    names = Names(["time"])
    found = {name: names(name) for name in ["Road", "road", "ro ad", "TIME", "铁路", "a<b", "2nd", 'q"', "x]"]}

    assert all(name.isascii() and name.replace("_", "a").isalnum() and not name[0].isdigit() for name in found.values())
    assert len({name.casefold() for name in found.values()}) == len(found)
    assert found["TIME"].casefold() != "time"


def test_the_command_writes_a_file_and_says_what_readers_do_with_the_method(tmp_path):
    done = urbsim("export", SCENARIOS / "baseline.toml", "--to", "xmile", "-o", tmp_path / "model.xmile")

    assert (tmp_path / "model.xmile").read_text(encoding="utf-8").startswith("<?xml")
    assert "RK4" in done.stderr
    assert ("start at numbers that do not follow parameters changed in the file: perceived_attractiveness, "
            "pollution_stock, perceived_revenue, fiscal_base") in done.stderr
    again = urbsim("export", SCENARIOS / "baseline.toml", "--to", "vensim", "-o", tmp_path / "model.xmile", code=2)
    assert "--force" in again.stderr
