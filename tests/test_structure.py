"""The structure of a city comes from its tables: any number of parks and districts, in any order."""

from __future__ import annotations

import csv
import shutil

import numpy as np
import pytest
from conftest import SCENARIOS, run_of

from urbsim.api import read, run_case
from urbsim.cities.city import BUILT_IN
from urbsim.validation import conservation


def copy_city(folder):
    shutil.copytree(BUILT_IN / "qinhuangdao", folder)
    return folder


def rewrite(path, change):
    """Change the rows of a CSV file: `change` takes and gives a list of dicts."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = change(list(csv.DictReader(file)))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def run_city(folder, scenario="baseline"):
    return run_case(read(SCENARIOS / f"{scenario}.toml", {"city": str(folder)}))


def test_swapping_two_parks_permutes_rows_and_keeps_totals(tmp_path):
    folder = copy_city(tmp_path / "swapped")
    rewrite(folder / "parks.csv", lambda rows: [rows[6], *rows[1:6], rows[0], *rows[7:]])
    swapped, usual = run_city(folder), run_of("baseline")

    order = [6, 1, 2, 3, 4, 5, 0, 7, 8, 9, 10, 11]
    assert swapped.array("revenue") == pytest.approx(usual.array("revenue")[:, order], rel=1e-10)
    for column in range(1, 37):
        ours = [row[column] for row in swapped.results.indicator_table.rows]
        assert ours == pytest.approx([row[column] for row in usual.results.indicator_table.rows], rel=1e-9)


def three_parks_two_districts(folder):
    """A small city: three parks in two districts, with their own shares."""
    copy_city(folder)

    def parks(rows):
        kept = [row for row in rows if row["park"] in ("ETDZ", "WineCluster", "ChanglongPark")]
        hosts = {"ETDZ": "1.0", "WineCluster": "0.0", "ChanglongPark": "0.25"}
        for row in kept:
            for column in [name for name in row if name.startswith("host_")]:
                del row[column]
            row["host_Haigang"] = hosts[row["park"]]
            row["host_Changli"] = str(1.0 - float(hosts[row["park"]]))
        return kept

    def commuting(rows):
        kept = [row for row in rows if row["district"] in ("Haigang", "Changli")]
        return [{"district": row["district"], "Haigang": "0.9" if row["district"] == "Haigang" else "0.2",
                 "Changli": "0.1" if row["district"] == "Haigang" else "0.8", "source": "test", "confidence": "ASSUMED"}
                for row in kept]

    rewrite(folder / "parks.csv", parks)
    rewrite(folder / "districts.csv", lambda rows: [row for row in rows if row["district"] in ("Haigang", "Changli")])
    rewrite(folder / "commuting.csv", commuting)
    return folder


def test_a_city_of_three_parks_and_two_districts_runs_and_conserves(tmp_path):
    result = run_city(three_parks_two_districts(tmp_path / "small"), "full_package")

    assert result.array("revenue").shape[1:] == (3,)
    assert result.array("relocation").shape[1:] == (2, 3)
    for name, law in conservation.LAWS.items():
        assert law(result.results) <= 1e-9, name
    lowest, stock = conservation.lowest_stock(result.results)
    assert lowest >= 0.0, stock
    assert result.scorecard.target("total").value > 0.0
    assert np.isfinite(result.indicators.to_numpy()).all()
