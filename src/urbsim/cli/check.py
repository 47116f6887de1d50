"""`urbsim check`: validate scenario files without running them."""

from __future__ import annotations

from pathlib import Path

import click

from urbsim.cli.options import DEBUG, FILES, QUIET, SET, WITH, read_all, shared


@click.command("check", help="Validate scenario files and the cities they use, without running them.")
@shared(FILES, SET, WITH, QUIET, DEBUG)
def command(files: tuple[Path, ...], settings: tuple[str, ...], studies: tuple[Path, ...], quiet: bool) -> int:
    cases, code = read_all(files, settings, studies, quiet=quiet)
    for case in cases:
        steps = round((case.scenario.time.end - case.scenario.time.start) / case.scenario.time.step)
        click.echo(f"{case.scenario.name}: ok ({len(case.scenario.levers)} levers set, city {case.city.name}, "
                   f"{steps} steps of {case.scenario.time.method})")
    return code
