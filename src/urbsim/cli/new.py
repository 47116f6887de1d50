"""`urbsim new`: start an own city."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from urbsim.cli.options import DEBUG, shared
from urbsim.errors import UsageError

STARTER = """\
#:schema ./scenario.schema.json
# All clauses at moderate strength would be a second file that extends this one.
title = "{name} without policy"
title_zh = "{name}：无政策"
city = "."                                # the CSV files of this folder

[time]
start = 2009.0
end = 2026.0
step = 0.0625
method = "rk4"
"""


@click.command("new", help="Start an own city: a folder with the tables of the default city to change, and a scenario.")
@click.argument("folder", type=click.Path(path_type=Path))
@shared(DEBUG)
def command(folder: Path) -> None:
    from urbsim import sectors
    from urbsim.cities.city import BUILT_IN
    from urbsim.files import json_text, write_text, writing_folder
    from urbsim.scenario.load import DEFAULT_CITY
    from urbsim.scenario.schema import json_schema
    from urbsim.sheets import NAME

    if not NAME.fullmatch(folder.resolve().name):
        raise UsageError(f"'{folder.name}': the name of a city is a letter, then letters, digits or underscores")
    with writing_folder(folder) as temporary:
        for path in sorted((BUILT_IN / DEFAULT_CITY).glob("*.csv")):
            shutil.copyfile(path, temporary / path.name)
        write_text(temporary / "no_policy.toml", STARTER.format(name=folder.resolve().name))
        write_text(temporary / "scenario.schema.json", json_text(json_schema(sectors.load())))
    click.echo(f"{folder}: change its CSV files, then: urbsim run {folder / 'no_policy.toml'}")
