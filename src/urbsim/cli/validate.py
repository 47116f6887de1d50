"""`urbsim validate`: checks of the model under a scenario, as a page."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import click

from urbsim.cli.options import DEBUG, FORCE, LANG, QUIET, SET, WITH, manifest, note, overrides, shared
from urbsim.errors import UsageError

MODULES = {"simlin": "simlin", "pysd": "pysd"}
RESULT_FILES = ("manifest.json", "checks.md", "checks.html")


@click.command("validate", help="Check the model under a scenario: units, symmetry, conservation, extreme conditions, "
                                "step, eigenvalues, behaviour, other engines. Exit code 5 where a check does not hold.")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--against", default="", metavar="LIST",
              help="Programs that run the exported model and must give the same stocks: simlin (a second), pysd (a "
              "minute).")
@click.option("-o", "--out", type=click.Path(path_type=Path), metavar="DIR",
              help="Folder for the page, in Markdown and HTML.  [default: results/<scenario>-checks]")
@shared(SET, WITH, FORCE, LANG, QUIET, DEBUG)
def command(file: Path, against: str, out: Path | None, settings: tuple[str, ...], studies: tuple[Path, ...], force:
            bool, lang: str, quiet: bool) -> int:
    from urbsim.api import read
    from urbsim.files import json_text, refuse_folder, write_text, writing_folder
    from urbsim.present.dossier import show, to_markdown, to_page
    from urbsim.present.words import word
    from urbsim.validation.dossier import Dossier, checks

    programs = _programs(against)
    case = read(file, overrides(settings), overrides_name="--set", studies=studies)
    folder = out or Path("results") / f"{case.scenario.name}-checks"
    refuse_folder(folder, force=force, ours=RESULT_FILES)
    found = []
    for check in checks(case.vocabulary, case.scenario, case.model, programs,
                        lambda what: note([f"checking: {what}"], quiet=quiet)):
        found.append(check)
        click.echo(f"{word('holds' if check.holds else 'fails', lang)}  {check.claim.within(lang)}  "
                   f"[{check.measured.within(lang)}]")
    dossier = Dossier(case.scenario, case.model, found)
    shown = show(dossier, lang)
    with writing_folder(folder, force=force, ours=RESULT_FILES) as temporary:
        write_text(temporary / "checks.md", to_markdown(shown))
        write_text(temporary / "checks.html", to_page(shown, lang))
        write_text(temporary / "manifest.json", json_text(manifest(case, "numpy")))
    click.echo(shown.verdict)
    note([*case.notes, str(folder)], quiet=quiet)
    return 5 if dossier.failed else 0


def _programs(text: str) -> list[str]:
    """The programs named, each once. Raises UsageError for what is unknown or not installed."""
    names = list(dict.fromkeys(piece.strip() for piece in text.split(",") if piece.strip()))
    for name in names:
        if name not in MODULES:
            raise UsageError(f"--against {name}: there are {', '.join(MODULES)}")
    needs = {"pint": "units", **{MODULES[name]: "crosscheck" for name in names}}
    for package, extra in needs.items():
        if importlib.util.find_spec(package) is None:
            raise UsageError(f"these checks need {package}: pip install 'urbsim[{extra}]'")
    return names
