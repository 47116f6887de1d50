"""An attribution in words and tables."""

from __future__ import annotations

from typing import Any

from urbsim.analysis.attribution import Attribution, Player
from urbsim.present.common import as_rows, basis_line, listed, outcome_label, titled
from urbsim.present.scorecard import Grid, Shown
from urbsim.present.words import WORDS, assumed, signed, unit_text, word

MOST_PAIRS = 8


def player_label(player: Player, lang: str) -> str:
    """What a group of levers or a lever is called; a group that no word is known for by its name."""
    if f"group_{player.name}" in WORDS and not player.zh:
        return word(f"group_{player.name}", lang)
    return player.zh if player.zh and lang == "zh" else player.name.replace("_", " ")


def to_dict(found: Attribution) -> dict[str, Any]:
    """Plain data for JSON."""
    return {"scenarios": list(found.scenarios), "exact": found.shares.exact, **found.basis.to_dict(),
            "same": [player.name for player in found.same], "contributions": as_rows(found.table),
            "interactions": as_rows(found.interaction_table)}


def show(found: Attribution, lang: str) -> Shown:
    """Put an attribution into words of a language, `en` or `zh`."""
    titles = [title[lang == "zh"] for title in found.titles]
    verdicts, grids = [], []
    for number, outcome in enumerate(found.outcomes):
        empty, full = float(found.shares.empty[number]), float(found.shares.full[number])
        difference = f"{_signed(full - empty, full - empty)} {unit_text(outcome.unit, lang)}".rstrip()
        verdicts.append(word("attribute_verdict", lang, outcome=outcome_label(outcome, lang), one=titles[0],
                             other=titles[1], empty=f"{empty:.4g}", full=f"{full:.4g}", difference=difference))
        grids += [_contributions(found, number, lang), _interactions(found, number, lang)]
    facts = [word("attribute_meaning", lang)]
    if found.same:
        facts.append(word("attribute_same", lang, names=listed([player_label(player, lang) for player in found.same],
                                                               lang)))
    facts += [basis_line(found.basis, lang), assumed(found.basis.confidence, lang)]
    return Shown(" → ".join(titles), "\n".join(verdicts), True, tuple(grids), tuple(facts))


def digits_for(scale: float) -> int:
    """Digits behind the point that suit a scale."""
    return 1 if abs(scale) >= 10.0 else 3 if abs(scale) >= 0.1 else 5


def _signed(value: float, scale: float) -> str:
    """A number with its sign, with digits that suit a scale."""
    return signed(value, digits_for(scale))


def order_of(found: Attribution, outcome: int) -> list[int]:
    """Players by their contribution, the largest first."""
    return sorted(range(len(found.players)), key=lambda at: -float(found.shares.shapley[outcome, at]))


def _contributions(found: Attribution, outcome: int, lang: str) -> Grid:
    """A row a player, the largest first, and their sum."""
    shares = found.shares
    scale = float(shares.full[outcome] - shares.empty[outcome])
    rows = []
    for at in order_of(found, outcome):
        player, half = found.players[at], float(shares.half_widths[outcome, at])
        value = float(shares.shapley[outcome, at])
        interval = () if shares.exact else (f"{_signed(value - half, scale)} - {_signed(value + half, scale)}",)
        rows.append((player_label(player, lang), _clauses(player), _signed(value, scale), *interval,
                     _signed(float(shares.first_in[outcome, at]), scale),
                     _signed(float(shares.last_in[outcome, at]), scale)))
    blank = () if shares.exact else ("",)
    rows.append((word("attribute_sum", lang), "", _signed(float(shares.shapley[outcome].sum()), scale), *blank, "", ""))
    header = (word("attribute_player", lang), word("attribute_clauses", lang), word("attribute_share", lang),
              *(() if shares.exact else (word("attribute_interval", lang),)), word("attribute_first", lang),
              word("attribute_last", lang))
    title = titled(outcome_label(found.outcomes[outcome], lang), found.outcomes[outcome].unit, lang)
    return Grid(title, header, tuple(rows), (False, False, *(True for _ in header[2:])), (None,) * len(rows))


def _clauses(player: Player) -> str:
    return " ".join(player.clauses)


def _interactions(found: Attribution, outcome: int, lang: str) -> Grid:
    """The pairs that complement or replace each other most."""
    scale = float(found.shares.full[outcome] - found.shares.empty[outcome])
    rows = []
    for one, other, value, half in found.interactions(outcome)[:MOST_PAIRS]:
        shown = _signed(value, scale) + ("" if found.shares.exact else f" ± {half:.2g}")
        rows.append((f"{player_label(one, lang)} + {player_label(other, lang)}", shown))
    header = (word("attribute_pair", lang), word("attribute_interaction", lang))
    title = titled(word("attribute_interactions", lang), found.outcomes[outcome].unit, lang)
    return Grid(title, header, tuple(rows), (False, True), (None,) * len(rows))
