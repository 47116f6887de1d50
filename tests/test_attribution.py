"""Attribution: the difference between two scenarios, shared among policy clauses."""

from __future__ import annotations

import csv
import json

import numpy as np
import pytest
from conftest import SCENARIOS, case_of, urbsim

import urbsim as package
from urbsim.analysis.attribution import OTHER_INPUTS, Mixture, Player, attribute
from urbsim.api import read
from urbsim.api_analyses import experiment_for
from urbsim.errors import InputError, UsageError
from urbsim.present.attribution import player_label
from urbsim.present.words import WORDS

BASE, FULL = SCENARIOS / "baseline.toml", SCENARIOS / "full_package.toml"
RK4 = {"method": "rk4", "step": 0.0625}
REFERENCE = {
    "land": (12.3487, -28.9439), "land_reuse": (10.8986, -10.6772), "planning": (12.6938, -22.4215),
    "allocation": (1.42683, -0.928522), "siting": (10.5978, -18.8915), "enclave": (0.0659939, -0.30003),
    "recruitment": (5.72846, -9.60097), "governance": (3.58358, -7.38146), "talent": (1.69251, -2.35288),
    "hukou": (-2.35448, 0.16267), "guidance_fund": (8.94527, -7.71642), "development_fund": (13.7258, -8.32175),
    "borrowing": (8.71108, -48.6984), "enterprise_credit": (0.688155, -2.59586),
    "services_circular": (8.9497, -9.58582)}
"""Revenue of 2013, current prices: change of the baseline with one group of levers at the full package's values, and of
the full package with one group back at the baseline's; from the independent program behind the reference results."""


@pytest.fixture(scope="module")
def other(tmp_path_factory):
    """A copy of the scenarios with one more that differs in three groups of levers, one of them over time, and a
    parameter."""
    import shutil

    folder = shutil.copytree(SCENARIOS, tmp_path_factory.mktemp("two") / "scenarios")
    path = folder / "stronger.toml"
    path.write_text('title = "Stronger"\ntitle_zh = "加强"\nextends = "baseline"\n[levers]\nannual_quota = 380.0\n'
                    "siting_strictness = 0.85\nguidance_amount = [[2009.0, 1.0], [2011.0, 4.0]]\n[parameters]\n"
                    "depreciation_rate = 0.085\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def found(other):
    return package.attribute(BASE, other, outcomes=["revenue_current@2012", "gdp@2011", "parks_at_50@2012"])


def test_alone_and_added_last_are_the_effects_of_the_reference():
    one, two = (experiment_for(case_of(name), ["revenue_current"], time=RK4) for name in ("baseline", "full_package"))
    result = attribute(one[0], two[0], one[1], orders=4)

    assert {player.name for player in result.same} == {"money_use"}
    for column, player in enumerate(result.players):
        alone, back = REFERENCE[player.name]
        assert result.shares.first_in[0, column] == pytest.approx(alone, abs=2e-3), player.name
        assert result.shares.last_in[0, column] == pytest.approx(-back, abs=2e-3), player.name
    assert result.shares.full[0] - result.shares.empty[0] == pytest.approx(129.08, abs=0.01)


def test_contributions_sum_to_the_difference(found):
    for row in range(3):
        difference = found.shares.full[row] - found.shares.empty[row]
        assert found.shares.shapley[row].sum() == pytest.approx(difference, abs=1e-9)


def test_none_and_all_of_the_clauses_are_the_two_scenarios(found, other):
    for path, values in ((BASE, found.shares.empty), (other, found.shares.full)):
        alone = package.run(path, time={"end": 2013.0, "method": "tsit5", "step": 0.125}).indicators
        assert values[0] == pytest.approx(alone.loc[2012, "revenue_current"], rel=1e-9)
        assert values[1] == pytest.approx(alone.loc[2011, "gdp"], rel=1e-9)


def test_what_is_no_lever_counts_as_one_more(found):
    assert [player.name for player in found.players] == ["siting", "land", "guidance_fund", OTHER_INPUTS]
    assert found.shares.runs == 16
    assert found.shares.exact


def test_a_coalition_is_the_scenario_with_these_levers_and_inputs(found, other):
    """Siting and parameters of the other, land and funds of the first."""
    one, two = (experiment_for(read(path), ["revenue_current@2012"]) for path in (BASE, other))
    mixture = Mixture(one[0].model, two[0].model, "group")
    members = np.array([[player.name in ("siting", OTHER_INPUTS)] for player in mixture.players])
    mixed = one[0].outcomes_of(lambda first, last: mixture.model(members), 1, one[1])[0, 0]
    alone = package.run(BASE, levers={"siting_strictness": 0.85}, parameters={"depreciation_rate": 0.085},
                        time={"end": 2013.0, "method": "tsit5", "step": 0.125}).indicators

    assert mixed == pytest.approx(alone.loc[2012, "revenue_current"], rel=1e-9)


def test_single_levers_share_what_their_group_has(other):
    by_lever = package.attribute(BASE, other, outcomes=["gdp@2011"], by="lever")

    assert {player.name for player in by_lever.players} == {
        "siting_strictness", "annual_quota", "guidance_amount", OTHER_INPUTS}
    assert {"fund_use_shares", "construction_use_shares"} <= {player.name for player in by_lever.same}


def test_threads_change_no_bit(other):
    one, two = (package.attribute(BASE, other, outcomes=["gdp@2010"], jobs=jobs) for jobs in (1, 2))

    assert np.array_equal(one.shares.shapley, two.shares.shapley)


def test_sampled_orders_carry_intervals_and_a_seed(other):
    sampled = package.attribute(BASE, other, outcomes=["gdp@2011"], orders=6, seed=2)

    assert not sampled.shares.exact
    assert sampled.basis.seed == 2
    assert (sampled.shares.half_widths >= 0.0).all()
    assert sampled.shares.shapley.sum() == pytest.approx(sampled.shares.full[0] - sampled.shares.empty[0], abs=1e-9)


def test_rows_carry_units_clauses_runs_and_confidence(found):
    frame = found.table.to_dataframe()
    row = frame[(frame.player == "land") & (frame.outcome == "revenue_current")].iloc[0]

    assert (row.unit, row.clauses, row.runs, row.inputs_assumed) == ("亿元/year", "3.2a 3.2b", 16, 281)
    assert row.low == row.high == row.shapley
    assert len(found.interaction_table.rows) == 3 * 6


def test_every_group_of_levers_has_a_name_in_both_languages():
    groups = {item.group for item in case_of("baseline").vocabulary.levers.values()}

    assert len(groups) == 16
    for group in [*groups, OTHER_INPUTS]:
        english, chinese = WORDS[f"group_{group}"]
        assert english.isascii()
        assert not chinese.isascii()
    assert player_label(Player("own", (), ()), "zh") == "own"


def test_scenarios_that_cannot_be_mixed_are_refused_with_every_reason(other, tmp_path):
    case = read(BASE)
    changed = read(FULL, {"policy": {"ramp": 2.0}, "targets": {"total_revenue": 800.0}, "time": {"start": 2010.0}})
    one, two = (experiment_for(item, ["gdp@2012"])[0] for item in (case, changed))
    with pytest.raises(InputError) as error:
        attribute(one, two, experiment_for(case, ["gdp@2012"])[1])

    for what in ("the start of the run", "the ramp of the policy", "the targets"):
        assert f"differs from full_package in {what}" in str(error.value)
    with pytest.raises(InputError, match="do not differ"):
        package.attribute(BASE, BASE)


def test_more_players_than_can_be_run_exactly_are_told_to_be_sampled():
    with pytest.raises(UsageError, match=r"35 players have 34,359,738,368 coalitions: sample orders"):
        package.attribute(BASE, FULL, by="lever")
    with pytest.raises(UsageError, match="an even number"):
        package.attribute(BASE, FULL, orders=5)


def test_the_command_leaves_tables_and_a_waterfall_in_both_languages(other, tmp_path):
    for lang, name in (("en", "Differential siting"), ("zh", "差别选址")):
        folder = tmp_path / lang
        done = urbsim("attribute", BASE, "--to", other, "--outcomes", "revenue_current@2011,gdp@2011", "--lang", lang,
                      "-o", folder)
        assert name in done.stdout
        assert "281" in done.stdout
        assert (folder / "waterfall.pdf").stat().st_size > 5000
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["scenario"], manifest["to"], manifest["runs"]) == ("baseline", "stronger", 16)
    with (folder / "contributions.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["outcome"] == "gdp"]
    assert sum(float(row["shapley"]) for row in rows) == pytest.approx(float(rows[0]["difference"]), abs=1e-6)


def test_the_command_says_what_is_wrong(tmp_path):
    done = urbsim("attribute", BASE, "--to", FULL, "--outcomes", "gdp@2050", "-o", tmp_path / "a", code=2)
    assert "not 2050" in done.stderr
    urbsim("attribute", BASE, "-o", tmp_path / "a", code=2)
    done = urbsim("attribute", BASE, "--to", FULL, "-s", "levers.annual_quta=1", "-o", tmp_path / "a", code=3)
    assert "Did you mean 'annual_quota'" in done.stderr
    assert not (tmp_path / "a").exists()
