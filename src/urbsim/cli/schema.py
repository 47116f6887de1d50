"""`urbsim schema`: the JSON Schema of a scenario file."""

from __future__ import annotations

from pathlib import Path

import click

from urbsim.cli.options import DEBUG, FORCE, shared


@click.command("schema", help="Write the JSON Schema of a scenario file, for editors to complete and check.")
@click.option("-o", "--out", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
              help="File to write; standard output where none is given.")
@shared(FORCE, DEBUG)
def command(out: Path | None, force: bool) -> None:
    from urbsim import sectors
    from urbsim.files import json_text, refuse_existing, write_text
    from urbsim.scenario.schema import json_schema

    text = json_text(json_schema(sectors.load()))
    if out is None:
        click.echo(text, nl=False)
    else:
        refuse_existing(out, force=force)
        write_text(out, text)
