"""`urbsim optimise`: the cheapest package of levers that reaches targets, or the front of what can be had."""

from __future__ import annotations

import time as clock
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from urbsim.cli.folders import check_pictures, draw_pictures, needs
from urbsim.cli.options import ANALYSIS, console, manifest, note, overrides, shared
from urbsim.cli.progress import progress, terminable
from urbsim.errors import UsageError

if TYPE_CHECKING:
    from urbsim.api_decisions import Asked
    from urbsim.optimisation.decision import Decision
    from urbsim.optimisation.question import Question, Wish

KEPT = "are kept; the same command with --resume goes on"
HELP = """The settings of all levers that reach targets at the least public cost.

Levers stay within their declared ranges, shares of a whole sum to it, and the fixed total of construction land stays
(but for --allow-new-plan). Where no package is found the closest is told, what binds it, and what would have to change.
--robust SHARE asks that targets hold in a share of uncertain futures. --front gives packages none of which is better
in revenue, parks, public cost, debt, land and pollution alike. The package is written as a scenario file.

A search that was stopped, by whatever, goes on with --resume and ends in the same bytes.
"""
QUESTION = (
    click.option("--target", type=click.Choice(["total", "parks", "all"]), default="total", show_default=True,
                 help="Which targets of the file must hold."),
    click.option("--budget", type=float, metavar="X", help="Most programme spending until the horizon, 亿元."),
    click.option("--debt-ceiling", type=float, metavar="X",
                 help="Highest debt ratio at the end of any year until the horizon, years of revenue."),
    click.option("--at-least", multiple=True, metavar="NAME=X", help="Lowest value of a yearly indicator in the target "
                 "year; X may be `base`, what FILE itself gives (repeatable)."),
    click.option("--at-most", multiple=True, metavar="NAME=X", help="Likewise its highest value (repeatable)."),
    click.option("--fix", default="", metavar="LIST", help="Levers that stay as FILE has them."),
    click.option("--bound", multiple=True, metavar="NAME=LO:HI", help="A narrower range of a lever (repeatable)."),
    click.option("--allow-new-plan", is_flag=True, help="Let the total of construction land grow."),
    click.option("--discount-rate", type=float, metavar="R", help="Of public cost, a year.  [default: 0.08]"),
    click.option("--horizon", type=int, metavar="YEAR", help="Cost counts to its end.  [default: the target year]"))
SEARCH = (
    click.option("--robust", type=click.FloatRange(0.5, 0.99), metavar="SHARE",
                 help="Targets hold in this share of futures of [uncertainty]."),
    click.option("--futures", type=click.IntRange(16, 4096), metavar="N", help="Futures that the search meets; the "
                 "package is judged by 2,048 fresh ones.  [default: 64]"),
    click.option("--posterior", type=click.Path(path_type=Path), metavar="FILE",
                 help="Futures are draws of a calibration's posterior."),
    click.option("--regret", multiple=True, type=click.Path(path_type=Path), metavar="FILE",
                 help="Compare the package with this scenario, future by future (repeatable).  [default with --robust: "
                 "those beside FILE; `none`: no comparison]"),
    click.option("--front", is_flag=True, help="The front of six aims instead of one package."),
    click.option("--population", type=click.IntRange(8, 10_000), metavar="N", help="Packages of the front.  "
                 "[default: 200]"),
    click.option("--generations", type=click.IntRange(2, 100_000), metavar="N", help="Of the front.  [default: 120]"),
    click.option("--starts", type=click.IntRange(1, 1000), metavar="N", help="Starts of the search.  [default: 8]"),
    click.option("--seed", type=click.IntRange(0, 2**31 - 1), default=0, show_default=True, metavar="N",
                 help="Seed of starts and futures."),
    click.option("-j", "--jobs", type=click.IntRange(1, 4096), metavar="N", help="Threads.  [default: all processors]"))
OUT = click.option("-o", "--out", type=click.Path(path_type=Path), metavar="DIR",
                   help="Folder of the results.  [default: results/<scenario>-optimise-<target>, -front]")


@click.command("optimise", help=HELP)
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@shared(*QUESTION, *SEARCH, OUT)
@click.option("--resume", is_flag=True, help="Go on with a search that was stopped.")
@shared(*ANALYSIS)
def command(file: Path, settings: tuple[str, ...], studies: tuple[Path, ...], quiet: bool, **options: Any) -> int:
    from urbsim.api_decisions import ask
    from urbsim.optimisation.decide import STARTS, Effort

    _check(options)
    check_pictures(figures=options["figures"], lang=options["lang"])
    effort = Effort(options["starts"] or STARTS, options["seed"], options["engine"])
    asked = ask(file, _question(options), effort, jobs=options["jobs"], share=options["robust"],
                futures=options["futures"], posterior=options["posterior"], rivals=_rivals(options["regret"]),
                overrides=overrides(settings), overrides_name="--set", studies=studies)
    note(asked.notes, quiet=quiet)
    return (_front if options["front"] else _package)(asked, options, quiet=quiet)


def _check(options: dict[str, Any]) -> None:
    """Raise UsageError for options that do not go together, and where a package is missing."""
    alone = {"--robust": options["robust"], "--regret": options["regret"], "--starts": options["starts"],
             "--posterior": options["posterior"], "--futures": options["futures"]}
    only = {"--population": options["population"], "--generations": options["generations"]}
    if options["front"]:
        if given := [name for name, value in alone.items() if value]:
            raise UsageError(f"--front is looked for in the scenario's own future: leave out {', '.join(given)}")
        needs("optimise --front", {"pymoo": "analysis"})
    elif given := [name for name, value in only.items() if value]:
        raise UsageError(f"{', '.join(given)} goes with --front")
    elif (options["posterior"] or options["futures"]) and not (options["robust"] or _rivals(options["regret"])):
        raise UsageError("--posterior and --futures go with --robust or --regret")


def _rivals(files: tuple[Path, ...]) -> tuple[Path, ...] | None:
    """The scenarios to compare with; None where nothing is said."""
    if Path("none") in files:
        if len(files) > 1:
            raise UsageError("--regret none stands alone")
        return ()
    return files or None


def _question(options: dict[str, Any]) -> Question:
    from urbsim.analysis.public_cost import DISCOUNT_RATE
    from urbsim.optimisation.question import Question

    rate = options["discount_rate"]
    target: Wish = "all" if options["front"] else options["target"]
    return Question(
        target=target, budget=options["budget"], debt_ceiling=options["debt_ceiling"],
        at_least=_values("--at-least", options["at_least"]), at_most=_values("--at-most", options["at_most"]),
        fixed=[name.strip() for name in options["fix"].split(",") if name.strip()], bounds=_bounds(options["bound"]),
        new_plan=options["allow_new_plan"], horizon=options["horizon"], rate=DISCOUNT_RATE if rate is None else rate)


def _values(option: str, texts: tuple[str, ...]) -> dict[str, float | str]:
    """`NAME=X` by name; X is a number or `base`."""
    found: dict[str, float | str] = {}
    for text in texts:
        name, equals, value = (part.strip() for part in text.partition("="))
        try:
            if not equals or not name or name in found:
                raise ValueError
            found[name] = value if value == "base" else float(value)
        except ValueError:
            raise UsageError(f"{option} {text}: write NAME=X once for each name, e.g. urbanization=0.5 or "
                             "urbanization=base") from None
    return found


def _bounds(texts: tuple[str, ...]) -> dict[str, tuple[float, float]]:
    """`NAME=LO:HI` by name."""
    found: dict[str, tuple[float, float]] = {}
    for text in texts:
        name, _, ends = (part.strip() for part in text.partition("="))
        try:
            low, high = ends.split(":")
            if name in found:
                raise ValueError
            found[name] = float(low), float(high)
        except ValueError:
            raise UsageError(f"--bound {text}: write NAME=LO:HI once for each name, e.g. fund_seed=0:2") from None
    return found


def _package(asked: Asked, options: dict[str, Any], *, quiet: bool) -> int:
    """Look for the package, write it and show it. Exit code 5 where none was found."""
    from urbsim.files import json_text
    from urbsim.optimisation.store import check_folder, draws_digest, identity, open_folder
    from urbsim.present.optimisation import show, to_dict
    from urbsim.present.scorecard import to_terminal

    effort, doubt = asked.effort, asked.doubt
    folder = options["out"] or Path("results") / f"{asked.case.scenario.name}-optimise-{options['target']}"
    check_folder(folder, resume=options["resume"], force=options["force"], ours=_files(asked, options["target"]))
    who = identity(asked.task, starts=effort.starts, seed=effort.seed, share=doubt.share, futures=doubt.futures,
                   posterior=draws_digest(doubt.posterior), rivals=[name for name, _, _ in doubt.rivals])
    journal = open_folder(folder, who, _how(asked), resume=options["resume"])
    start = clock.monotonic()
    with terminable(), progress(quiet=quiet, what="starts", kept=KEPT) as report:
        found = asked.decide(journal, report, report.stage)
    note([f"{found.basis.runs:,} runs in {clock.monotonic() - start:,.1f} s"], quiet=quiet)
    _write(found, folder, options)
    if options["as_json"]:
        click.echo(json_text(to_dict(found)), nl=False)
    else:
        console().print(to_terminal(show(found, options["lang"])))
    note([f"Results in {folder}"], quiet=quiet)
    return 0 if found.found else 5


def _files(asked: Asked, target: str) -> tuple[str, ...]:
    """The files that a decision may leave."""
    return (f"{asked.case.scenario.name}_{target}.toml", "levers.csv", "outcome.csv", "limits.csv", "needs.csv",
            "regret.csv", "futures.csv")


def _how(asked: Asked) -> dict[str, Any]:
    """How the results are made, for the manifest."""
    time = asked.task.model.time
    return manifest(asked.case, asked.task.experiment.engine, method=time.method, step=time.step,
                    seed=asked.effort.seed)


def _write(found: Decision, folder: Path, options: dict[str, Any]) -> None:
    from urbsim.files import write_text
    from urbsim.optimisation import tables
    from urbsim.present.package_file import package_name, package_text

    made = {"levers": tables.lever_table(found), "outcome": tables.outcome_table(found)}
    if found.binding:
        made["limits"] = tables.limit_table(found)
    if found.needs:
        made["needs"] = tables.need_table(found)
    if found.regret:
        made |= {"regret": tables.regret_table(found), "futures": tables.future_table(found)}
    for name, table in made.items():
        write_text(folder / f"{name}.csv", table.to_csv())
    write_text(folder / f"{package_name(found)}.toml", package_text(found))
    if options["figures"]:
        draw_pictures("decision", found, options["lang"], options["width"], folder / "figures")


def _front(asked: Asked, options: dict[str, Any], *, quiet: bool) -> int:
    """Look for the front, write it and show it."""
    from urbsim.files import json_text, write_text
    from urbsim.optimisation.front import GENERATIONS, POPULATION
    from urbsim.optimisation.store import check_folder, identity, open_folder
    from urbsim.optimisation.tables import front_table
    from urbsim.present.optimisation import front_to_dict, show_front
    from urbsim.present.scorecard import to_terminal

    size = {"population": options["population"] or POPULATION, "generations": options["generations"] or GENERATIONS}
    folder = options["out"] or Path("results") / f"{asked.case.scenario.name}-front"
    check_folder(folder, resume=options["resume"], force=options["force"], ours=("front.csv",))
    journal = open_folder(folder, identity(asked.task, seed=asked.effort.seed, **size), _how(asked),
                          resume=options["resume"])
    with terminable(), progress(quiet=quiet, what="generations", kept=KEPT) as report:
        report.stage("front")
        found = asked.front(size["population"], size["generations"], journal, report)
    write_text(folder / "front.csv", front_table(found).to_csv())
    if options["figures"]:
        draw_pictures("front", found, options["lang"], options["width"], folder / "figures")
    if options["as_json"]:
        click.echo(json_text(front_to_dict(found)), nl=False)
    else:
        console().print(to_terminal(show_front(found, options["lang"])))
    note([f"Results in {folder}"], quiet=quiet)
    return 0
