"""The dossier of checks in words and tables, and as a page in Markdown or HTML."""

from __future__ import annotations

import html

from urbsim import __version__
from urbsim.present.scorecard import Grid, Shown, to_html
from urbsim.present.words import assumed, word
from urbsim.scorecard import confidence_mix
from urbsim.validation.behaviours import SEED, SETTINGS
from urbsim.validation.check import Check
from urbsim.validation.dossier import Dossier

STYLE = """
body { font: 15px/1.5 system-ui, "Noto Sans SC", sans-serif; color: #1b1f24; }
body { max-width: 68rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; } table { border-collapse: collapse; width: 100%; margin: 1.5rem 0; }
caption { text-align: left; font-weight: 600; padding-bottom: .3rem; }
th, td { text-align: left; vertical-align: top; padding: .25rem .6rem .25rem 0; border-bottom: 1px solid #d5d9de; }
td { overflow-wrap: anywhere; } td:first-child { width: 58%; } @media print { body { margin: 0; font-size: 10pt; } }
"""


def show(dossier: Dossier, lang: str) -> Shown:
    """Put a dossier into words of a language, `en` or `zh`."""
    scenario, time = dossier.scenario, dossier.model.time
    title = word("checks_title", lang, title=scenario.label(lang))
    verdict = word("checks_fail" if dossier.failed else "checks_hold", lang, all=len(dossier.checks),
                   failed=dossier.failed)
    mix = confidence_mix(dossier.model)
    topics = dict.fromkeys(check.topic for check in dossier.checks)
    grids = [_topic(topic, [check for check in dossier.checks if check.topic == topic], lang) for topic in topics]
    facts = (word("checks_how", lang, version=__version__, name=scenario.name, method=time.method, step=time.step,
                  start=time.start, end=time.end), word("checks_setting", lang, settings=SETTINGS, seed=SEED),
             assumed(mix, lang))
    return Shown(title, verdict, dossier.failed == 0, (*grids, _confidence(mix, lang), _weak(dossier, lang)), facts)


def _topic(topic: str, checks: list[Check], lang: str) -> Grid:
    header = tuple(word(f"checks_{name}", lang) for name in ("claim", "holds", "measured"))
    rows = tuple((check.claim.within(lang), word("yes" if check.holds else "no", lang), check.measured.within(lang))
                 for check in checks)
    return Grid(word(f"topic_{topic}", lang), header, rows, (False,) * 3, tuple(check.holds for check in checks))


def _confidence(mix: dict[str, int], lang: str) -> Grid:
    header = tuple(word(f"confidence_{name}", lang) for name in ("level", "count", "share"))
    rows = tuple((word(level, lang), str(count), f"{count / sum(mix.values()):.0%}") for level, count in mix.items())
    return Grid(word("confidence_title", lang), header, rows, (False, True, True), (None,) * len(rows))


def _weak(dossier: Dossier, lang: str) -> Grid:
    rows = tuple((one.text.within(lang), word(f"about_{one.about}", lang)) for one in dossier.weaknesses)
    return Grid(word("checks_weak", lang), (word("checks_weakness", lang), word("checks_about", lang)), rows,
                (False, False), (None,) * len(rows))


def to_markdown(shown: Shown) -> str:
    """The page in Markdown."""
    lines = [f"# {_cell(shown.title)}", "", f"**{shown.verdict}**", ""]
    for grid in shown.grids:
        lines += [f"## {grid.title}", "", _row(grid.header), _row(["---"] * len(grid.header))]
        lines += [*map(_row, grid.rows), ""]
    return "\n".join([*lines, *(line for fact in shown.facts for line in (_cell(fact), ""))])


def _row(cells: list[str] | tuple[str, ...]) -> str:
    return "| " + " | ".join(map(_cell, cells)) + " |"


def _cell(text: str) -> str:
    """Text that Markdown shows as it is."""
    return html.escape(" ".join(text.split()), quote=False).replace("\\", "\\\\").replace("|", "\\|").replace(
        "*", "\\*").replace("_", "\\_").replace("`", "\\`").replace("[", "\\[")


def to_page(shown: Shown, lang: str) -> str:
    """The page in HTML, one file that asks for nothing from elsewhere."""
    content = to_html(shown).replace("<h3>", "<h1>", 1).replace("</h3>", "</h1>", 1)
    return (f'<!doctype html>\n<html lang="{"zh-CN" if lang == "zh" else "en"}">\n<head>\n<meta charset="utf-8">\n'
            '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; style-src \'unsafe-inline\'">\n'
            '<meta name="viewport" content="width=device-width">\n'
            f"<title>{html.escape(shown.title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n{content}\n"
            "</main>\n</body>\n</html>\n")
