"""The exported model gives urbsim's numbers in other engines."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from conftest import SCENARIOS, urbsim
from test_structure import three_parks_two_districts

from urbsim.api import read
from urbsim.export.names import Names
from urbsim.export.xmile import to_xmile
from urbsim.validation.engines import CLOSE, differences, pysd_stocks, simlin_stocks


@pytest.mark.parametrize("name", ["no_policy", "baseline", "debt_push"])
@pytest.mark.parametrize(("method", "step"), [("euler", 0.0625), ("rk4", 0.0625)])
def test_simlin_gives_every_stock_at_every_step(name, method, step):
    model = read(SCENARIOS / f"{name}.toml", {"time": {"method": method, "step": step, "end": 2014.0}}).model
    found = differences(model, simlin_stocks(model))

    assert len(found) == len(model.layout)
    assert max(found.values()) < CLOSE, max(found, key=found.get)


def test_a_city_of_three_parks_is_exported_too(tmp_path):
    folder = three_parks_two_districts(tmp_path / "small")
    model = read(SCENARIOS / "full_package.toml", {"time": {"method": "rk4", "end": 2012.0}, "city": str(folder)}).model

    assert max(differences(model, simlin_stocks(model)).values()) < CLOSE


@pytest.mark.slow
def test_pysd_gives_every_stock_at_every_step():
    model = read(SCENARIOS / "baseline.toml", {"time": {"method": "euler", "end": 2011.0}}).model
    found = differences(model, pysd_stocks(model))

    assert max(found.values()) < CLOSE, max(found, key=found.get)


def test_levers_over_time_are_exported_with_their_ramps():
    given = {"time": {"method": "rk4", "end": 2013.0}, "levers": {"guidance_amount": [[2009.0, 1.0], [2011.0, 4.0]]}}
    model = read(SCENARIOS / "baseline.toml", given).model

    assert max(differences(model, simlin_stocks(model)).values()) < CLOSE


def test_parameters_stay_formulas_in_the_export():
    root = ElementTree.fromstring(to_xmile(read(SCENARIOS / "baseline.toml").model))
    space = {"x": root.tag.partition("}")[0].removeprefix("{")}
    equation = root.find(".//x:flow[@name='servicing']/x:eqn", space).text

    assert equation == "servicing_wanted[park] * land_spending[park] / (land_need[park] + 1e-12)"
    assert root.find(".//x:aux[@name='depreciation_rate']/x:eqn", space).text == "0.09"
    assert root.find(".//x:stock[@name='raw_land']/x:outflow", space).text == "servicing"


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
    again = urbsim("export", SCENARIOS / "baseline.toml", "--to", "vensim", "-o", tmp_path / "model.xmile", code=2)
    assert "--force" in again.stderr
