"""Pictures of feedback loops: dominance over time, and the loops that matter most as a causal-loop diagram."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence, Set
from typing import TYPE_CHECKING

import numpy as np

from urbsim.declare import Loop
from urbsim.present.labels import narrow, year_axis
from urbsim.present.loops import LoopStudy, loop_label
from urbsim.present.style import GOAL, PALETTE, new_figure
from urbsim.present.words import word

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_NAMED, MOST_DRAWN = 8, 3
FEWEST = 5
"""Variables of a loop that are drawn."""
WIDE = 1.6
"""Width of the ellipse that loops are drawn on; it is as high as 1."""
BOX = np.array([0.52, 0.17])
"""Room that a name takes on it."""
ROUNDS = 200
OTHERS = "#CCCCCC"


def dominance(study: LoopStudy, lang: str, width: float) -> Figure:
    """Relative scores by year, stacked: reinforcing loops above zero, balancing ones below."""
    figure, (axes,) = new_figure(width, 100.0)
    years = list(study.results.years.numbers)
    peaks = {loop.name: float(np.abs(study.yearly[loop.name]).max()) for loop in study.loops}
    named = sorted(study.loops, key=lambda loop: -peaks[loop.name])[:MOST_NAMED]
    rest = [loop for loop in study.loops if loop not in named]
    above, below = np.zeros(len(years)), np.zeros(len(years))
    layers = [(study.yearly[loop.name], PALETTE[number], loop_label(loop, lang)) for number, loop in enumerate(named)]
    for sign in (1.0, -1.0):
        total = np.sum([0.0 * above, *(np.maximum(sign * study.yearly[loop.name], 0.0) for loop in rest)], axis=0)
        layers.append((sign * total, OTHERS, word("other_loops", lang) if sign > 0.0 else "_"))
    for values, colour, label in layers:
        positive, negative = np.maximum(values, 0.0), np.minimum(values, 0.0)
        axes.bar(years, positive, bottom=above, color=colour, width=0.86, linewidth=0, label=label)
        axes.bar(years, negative, bottom=below, color=colour, width=0.86, linewidth=0)
        above, below = above + positive, below + negative
    axes.axhline(0.0, color="black", linewidth=0.8)
    axes.axvline(study.results.scenario.targets.year + 0.5, color=GOAL, linewidth=0.6, linestyle=":")
    axes.set_ylim(-1.02, 1.02)
    axes.set_ylabel(word("axis_relative", lang))
    axes.set_title(word("figure_dominance", lang), loc="left")
    year_axis(axes, years, lang, most=4 if narrow(width) else 8)
    axes.grid(visible=False, axis="x")
    figure.legend(loc="outside lower left" if narrow(width) else "outside right center")
    return figure


def causal(study: LoopStudy, lang: str, width: float) -> Figure:
    """The loops with the largest shares until the target year, by their stocks and the places where they part or meet.
    """
    figure, (axes,) = new_figure(width, 132.0)
    loops = study.loops[:MOST_DRAWN]
    chains = {loop.name: _condensed(loop, loops, study) for loop in loops}
    places = _places(list(chains.values()))
    declared = study.results.model.vocabulary.declarations
    for number, loop in reversed(list(enumerate(loops))):
        chain = chains[loop.name]
        for cause, effect in zip(chain, [*chain[1:], chain[0]], strict=True):
            _arrow(axes, cause, effect, places, PALETTE[number], _sign(loop, cause, effect, study), number)
    for name, (x, y) in places.items():
        item = declared[name]
        label = item.zh if lang == "zh" else name.replace("_", " ")
        stock = name in study.results.model.vocabulary.stocks
        axes.text(x, y, _two_lines(label, lang), ha="center", va="center", fontsize=6.5, linespacing=0.95, zorder=4,
                  bbox={"boxstyle": "round,pad=0.25" if not stock else "square,pad=0.3", "facecolor": "white",
                        "edgecolor": "black" if stock else "#BBBBBB", "linewidth": 0.8 if stock else 0.5})
    handles = [axes.plot([], [], color=PALETTE[number], linewidth=1.6,
                         label=f"{loop_label(loop, lang)} ({study.share(loop, *study.early):+.2f})")[0]
               for number, loop in enumerate(loops)]
    axes.set_axis_off()
    axes.set_xlim(-WIDE - 0.3, WIDE + 0.3)
    axes.set_ylim(-1.3, 1.2)
    axes.set_aspect("equal")
    first, last = study.early
    axes.set_title(word("figure_causal", lang, first=first, last=last), loc="left")
    figure.legend(handles=handles, loc="outside lower center", ncols=1)
    return figure


def _condensed(loop: Loop, drawn: Sequence[Loop], study: LoopStudy) -> list[str]:
    """The variables of a loop that are stocks, or where drawn loops part or meet."""
    stocks = study.results.model.vocabulary.stocks
    before: dict[str, set[str]] = {}
    after: dict[str, set[str]] = {}
    for cause, effect in {link for other in drawn for link in other.links}:
        after.setdefault(cause, set()).add(effect)
        before.setdefault(effect, set()).add(cause)
    chain = loop.chain[:-1]
    kept = {name for name in chain if name in stocks or len(before[name]) > 1 or len(after[name]) > 1}
    spaced = np.linspace(0, len(chain), FEWEST, endpoint=False).astype(int)
    return [name for i, name in enumerate(chain) if name in kept or (len(kept) < FEWEST and i in spaced)]


def _places(chains: Sequence[Sequence[str]]) -> dict[str, tuple[float, float]]:
    """The first loop on an ellipse; what others have of their own inside it, between where they leave and join."""
    places = _ellipse(chains[0], 1.0)
    for depth, chain in enumerate(chains[1:], 1):
        start = next((i for i, name in enumerate(chain) if name in places), None)
        if start is None:
            places |= _ellipse(chain, 0.5)
            continue
        for run in _runs([*chain[start:], *chain[:start], chain[start]], places):
            one, other = np.array(places[run[0]]), np.array(places[run[-1]])
            for i, name in enumerate(run[1:-1], 1):
                part = i / (len(run) - 1)
                point = (one + (other - one) * part) * (1.0 - (0.28 + 0.22 * depth) * np.sin(np.pi * part))
                places[name] = (float(point[0]), float(point[1]))
    return _apart(places, set(chains[0]))


def _apart(places: Mapping[str, tuple[float, float]], fixed: Set[str]) -> dict[str, tuple[float, float]]:
    """Places moved until no box of a name covers another's; those that are `fixed` stay."""
    names = list(places)
    points = np.array([places[name] for name in names])
    free = np.array([name not in fixed for name in names], dtype=float)
    for _ in range(ROUNDS):
        gaps = points[:, None] - points[None]
        near = np.clip(1.0 - np.abs(gaps) / BOX, 0.0, None).min(axis=2)
        np.fill_diagonal(near, 0.0)
        if not near.any():
            break
        away = np.where(gaps[..., 1] != 0.0, np.sign(gaps[..., 1]), np.sign(np.arange(len(names))[:, None]
                                                                             - np.arange(len(names))))
        points[:, 1] += 0.5 * BOX[1] * free * (near * away).sum(axis=1)
    return {name: (float(x), float(y)) for name, (x, y) in zip(names, points, strict=True)}


def _ellipse(names: Sequence[str], radius: float) -> dict[str, tuple[float, float]]:
    """Names around an ellipse, clockwise from the top."""
    angles = np.pi / 2.0 - 2.0 * np.pi * np.arange(len(names)) / len(names)
    return {name: (float(WIDE * radius * np.cos(angle)), float(radius * np.sin(angle)))
            for name, angle in zip(names, angles, strict=True)}


def _runs(names: Sequence[str], placed: Mapping[str, object]) -> list[list[str]]:
    """The stretches of names that have no place yet, each with its placed neighbours."""
    runs: list[list[str]] = []
    current = [names[0]]
    for name in names[1:]:
        current.append(name)
        if name in placed:
            runs += [current] if len(current) > 2 else []
            current = [name]
    return runs


def _sign(loop: Loop, cause: str, effect: str, study: LoopStudy) -> float:
    """The sign of the links between two variables of a loop, of the most intervals until the target year."""
    chain = [*loop.chain[:-1], *loop.chain[:-1]]
    start = chain.index(cause)
    between = chain[start : chain.index(effect, start + 1) + 1]
    early = study.scores.times <= study.early[1] + 1.0
    signs = [np.sign(study.scores.signs[link][early].sum()) for link in itertools.pairwise(between)]
    return float(np.prod(signs))


def _arrow(axes: Axes, cause: str, effect: str, places: Mapping[str, tuple[float, float]], colour: str, sign: float,
           lane: int) -> None:
    """A curved arrow with its sign where it is farthest from any name."""
    start, end = places[cause], places[effect]
    bend = -0.13 - 0.09 * lane
    axes.annotate("", end, start, zorder=2 - 0.1 * lane, arrowprops={
        "arrowstyle": "-|>", "color": colour, "linewidth": 1.4, "shrinkA": 15, "shrinkB": 17,
        "connectionstyle": f"arc3,rad={bend}"})
    one, other = np.array(start), np.array(end)
    turn = 0.5 * (one + other) + bend * np.array([other[1] - one[1], one[0] - other[0]])  # the curve's control point
    way = np.linspace(0.3, 0.7, 9)[:, None]
    curve = (1.0 - way) ** 2 * one + 2.0 * way * (1.0 - way) * turn + way**2 * other
    room = np.abs(curve[:, None] - np.array(list(places.values()))[None]) / BOX
    at = curve[room.max(axis=2).min(axis=1).argmax()]
    axes.text(at[0], at[1], "+" if sign > 0 else "−", color=colour, fontsize=9, ha="center",
              va="center", zorder=3, bbox={"boxstyle": "circle,pad=0.06", "facecolor": "white", "edgecolor": "none"})


def _two_lines(text: str, lang: str) -> str:
    words = text.split()
    if lang == "zh" or len(text) <= 16 or len(words) < 2:
        return text
    cut = min(range(1, len(words)), key=lambda n: abs(len(" ".join(words[:n])) - len(" ".join(words[n:]))))
    return " ".join(words[:cut]) + "\n" + " ".join(words[cut:])
