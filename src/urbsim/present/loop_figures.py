"""Pictures of feedback loops: dominance over time, and the loops that matter most as a causal-loop diagram."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from typing import TYPE_CHECKING

import numpy as np

from urbsim.declare import Loop
from urbsim.present.labels import headline, narrow, year_axis
from urbsim.present.loops import LoopStudy, loop_label
from urbsim.present.style import GOAL, PALETTE, new_figure
from urbsim.present.words import noted, word

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_NAMED, MOST_DRAWN = 8, 3
FEWEST = 5
"""Variables of a loop that are drawn, where it has so many."""
WIDE = 1.6
"""Width of the ellipse that loops are drawn on; it is as high as 1."""
BOX = np.array([0.52, 0.17])
"""Room that a name takes on it."""
SIGN = 0.13
"""Room that a sign takes."""
CENTRE, UNDER = np.zeros(2), np.array([0.0, -1.7])
"""Middle of the ellipse, and of a loop that stands under it."""
UNIT = 45.0
"""What 1 is on the page, in mm."""
GRID = np.array(list(itertools.product(np.linspace(-1.2, 1.2, 13), np.linspace(-0.9, 0.9, 13))))
"""Points that the curve of a piece inside the ellipse is drawn towards, or goes around."""
ENOUGH = 0.02
"""A gap around a name that shows its arrows."""
GAPS = (1.0, 1.8)
"""How far a loop that meets another in one name goes away from it: at more its links leave within the other's corner.
"""
RADII = (0.35, 0.4, 0.45, 0.5, 0.55)
OTHERS = "#CCCCCC"


def dominance(study: LoopStudy, lang: str, width: float) -> Figure:
    """Relative scores by year, stacked: reinforcing loops above zero, balancing ones below."""
    figure, (axes,) = new_figure(width, 100.0)
    years = list(study.results.years.numbers)
    peaks = {loop.name: float(np.abs(study.yearly[loop.name]).max()) for loop in study.loops}
    named = sorted(study.loops, key=lambda loop: -peaks[loop.name])[:MOST_NAMED]
    rest = [loop for loop in study.loops if loop not in named]
    above, below = np.zeros(len(years)), np.zeros(len(years))
    layers = [(study.yearly[loop.name], *look_of(loop, study), loop_label(loop, lang)) for loop in named]
    for sign in (1.0, -1.0):
        total = np.sum([0.0 * above, *(np.maximum(sign * study.yearly[loop.name], 0.0) for loop in rest)], axis=0)
        layers.append((sign * total, OTHERS, False, word("other_loops", lang) if sign > 0.0 else "_"))
    for values, colour, second, label in layers:
        positive, negative = np.maximum(values, 0.0), np.minimum(values, 0.0)
        axes.bar([*years, *years], [*positive, *negative], bottom=[*above, *below], label=label, color=colour,
                 width=0.86, linewidth=0, edgecolor="white", hatch="////" if second else None)
        above, below = above + positive, below + negative
    axes.axhline(0.0, color="black", linewidth=0.8)
    axes.axvline(study.results.scenario.targets.year + 0.5, color=GOAL, linewidth=0.6, linestyle=":")
    axes.set_ylim(-1.02, 1.02)
    axes.set_ylabel(word("axis_relative", lang))
    headline(figure, word("figure_dominance", lang), study.results.scenario.label(lang))
    year_axis(axes, years, lang, most=4 if narrow(width) else 8)
    axes.grid(visible=False, axis="x")
    figure.legend(loc="outside lower left" if narrow(width) else "outside right center")
    return figure


def look_of(loop: Loop, study: LoopStudy) -> tuple[str, bool]:
    """The colour of a loop, the same in every scenario, and whether it is hatched or dashed as another has it already.

    Reinforcing loops take the first half of the palette, balancing ones the second, in the order of their declarations.
    """
    alike = [one.name for one in study.results.model.vocabulary.loops.values() if one.closed and one.sign == loop.sign]
    half = len(PALETTE) // 2
    round_, place = divmod(alike.index(loop.name), half)
    return PALETTE[place if loop.sign == "+" else half + place], round_ > 0


def causal(study: LoopStudy, lang: str, width: float) -> Figure:
    """The loops with the largest shares until the target year, by their stocks and the places where they part or meet.
    """
    loops = study.loops[:MOST_DRAWN]
    kept = kept_names(loops, study)
    chains = {loop.name: [name for name in loop.chain[:-1] if name in kept] for loop in loops}
    places = _places(list(chains.values()))
    foot = min(-1.0, *(y for _, y in places.values())) - 0.2
    figure, (axes,) = new_figure(width, 84.0 - UNIT * foot)
    signed: list[np.ndarray] = []
    for number, loop in reversed(list(enumerate(loops))):
        chain = chains[loop.name]
        for cause, effect in zip(chain, [*chain[1:], chain[0]], strict=True):
            signed.append(_arrow(axes, (cause, effect), places, look_of(loop, study),
                                 sign_between(loop, cause, effect, study), number, signed))
    _names(axes, places, study, lang)
    handles = []
    for loop in loops:
        colour, second = look_of(loop, study)
        handles += axes.plot([], [], color=colour, linewidth=1.6, linestyle="--" if second else "-",
                             label=noted(loop_label(loop, lang), f"{study.share(loop, *study.early):+.2f}", lang))
    axes.set_axis_off()
    axes.set_xlim(-WIDE - 0.3, WIDE + 0.3)
    axes.set_ylim(foot, 1.15)
    axes.set_aspect("equal")
    first, last = study.early
    headline(figure, word("figure_causal", lang, first=first, last=last), study.results.scenario.label(lang))
    figure.legend(handles=handles, loc="outside lower center", ncols=1)
    return figure


def _names(axes: Axes, places: Mapping[str, tuple[float, float]], study: LoopStudy, lang: str) -> None:
    """The names of variables, those of stocks in a black box."""
    vocabulary = study.results.model.vocabulary
    for name, (x, y) in places.items():
        label = vocabulary.declarations[name].zh if lang == "zh" else name.replace("_", " ")
        stock = name in vocabulary.stocks
        axes.text(x, y, _two_lines(label, lang), ha="center", va="center", fontsize=6.5, linespacing=0.95, zorder=4,
                  bbox={"boxstyle": "round,pad=0.25" if not stock else "square,pad=0.3", "facecolor": "white",
                        "edgecolor": "black" if stock else "#BBBBBB", "linewidth": 0.8 if stock else 0.5})


def kept_names(drawn: Sequence[Loop], study: LoopStudy) -> set[str]:
    """The variables of loops that are drawn: stocks, where loops part or meet, and some of every stretch between.

    Each stretch that the same loops pass keeps one at least: else two loops would join one pair of variables as if by
    one link, with opposite signs where they work against each other.
    """
    links = {link for loop in drawn for link in loop.links}
    after, before = Counter(cause for cause, _ in links), Counter(effect for _, effect in links)
    stocks = study.results.model.vocabulary.stocks
    kept = {name for name in after | before if name in stocks or before[name] > 1 or after[name] > 1}
    for loop in drawn:
        for _, group in itertools.groupby(loop.chain, lambda name: [other for other in drawn if name in other.chain]):
            stretch = list(group)
            if kept.isdisjoint(stretch):
                kept |= {stretch[0], stretch[len(stretch) // 2]}
        chain = loop.chain[:-1]
        while len(kept.intersection(chain)) < min(FEWEST, len(chain)):
            kept.add(_farthest(chain, kept))
    return kept


def _farthest(chain: Sequence[str], kept: Set[str]) -> str:
    """The variable of a loop with most links between itself and those kept."""
    held = [i for i, name in enumerate(chain) if name in kept]
    away = [min((min((i - j) % len(chain), (j - i) % len(chain)) for j in held), default=0) for i in range(len(chain))]
    return chain[int(np.argmax(away))]


def _places(chains: Sequence[Sequence[str]]) -> dict[str, tuple[float, float]]:
    """The places of names: all loops together, or a loop that meets no other under the rest where links cross else."""
    links = {link for chain in chains for link in zip(chain, [*chain[1:], chain[0]], strict=True)}
    found = _together(chains, links)
    alone = next((chain for chain in chains if not any(set(chain) & set(other) for other in chains if other != chain)),
                 None)
    if alone and len(chains) > 1 and _room(found, links)[1]:
        around = _ellipse(len(alone), UNDER, UNDER + (0.0, RADII[2]))
        found = {**_together([chain for chain in chains if chain != alone], links),
                 **dict(zip(alone, around, strict=True))}
    return {name: (float(x), float(y)) for name, (x, y) in found.items()}


def _together(chains: Sequence[Sequence[str]], links: Set[tuple[str, str]]) -> Mapping[str, np.ndarray]:
    """The longest loop on an ellipse; what others have of their own inside it, in the order that leaves most room."""
    longest = max(chains, key=len)
    around = _ellipse(len(longest), CENTRE, CENTRE + (0.0, 1.0))
    ring: Mapping[str, np.ndarray] = dict(zip(longest, around, strict=True))
    laid = []
    for order in itertools.permutations([chain for chain in chains if chain is not longest]):
        places = ring
        for chain in order:
            places = _joined(chain, places, links)
        laid.append(places)
    return max(laid, key=lambda one: _room(one, links))


def _joined(chain: Sequence[str], places: Mapping[str, np.ndarray], links: Set[tuple[str, str]],
            ) -> Mapping[str, np.ndarray]:
    """What is placed, and the names of a loop that are not yet, each piece at that candidate place with most room."""
    start = next((i for i, name in enumerate(chain) if name in places), None)
    if start is None:
        pieces = [(chain, [_ellipse(len(chain), at, at + (0.0, high)) for at in GRID for high in RADII])]
    else:
        runs = _runs([*chain[start:], *chain[:start], chain[start]], places)
        pieces = [(run[1:-1], [_arc(len(run), places[run[0]], places[run[-1]], at, gap) for at in GRID
                               for gap in (GAPS if run[0] == run[-1] else GAPS[:1])]) for run in runs]
    for names, candidates in pieces:
        places = max(({**places, **dict(zip(names, points, strict=True))} for points in candidates),
                     key=lambda one: _room(one, links))
    return places


def _room(places: Mapping[str, np.ndarray], links: Set[tuple[str, str]]) -> tuple[float, int, float]:
    """The smallest gap of name to name, to the middle of a link, and to the page's edge, as far as ENOUGH; then how few
    links cross; then the whole gap.
    """
    names = np.array(list(places.values()))
    starts, ends = np.array([(places[a], places[b]) for a, b in sorted(links) if a in places and b in places]
                            ).transpose(1, 0, 2)
    apart = (np.abs(names[:, None] - names) - BOX).max(axis=2)[~np.eye(len(names), dtype=bool)]
    middles = np.concatenate([(1.0 - way) * starts + way * ends for way in (0.4, 0.5, 0.6)])
    clear = (np.abs(names[:, None] - middles) - 0.5 * BOX).max(axis=2)
    edge = 1.1 - np.abs(names) / (WIDE, 1.0)
    parted = _side(starts, ends, starts) * _side(starts, ends, ends) < -1e-9
    gap = float(min(apart.min(), clear.min(), edge.min()))
    return min(gap, ENOUGH), -int((parted & parted.T).sum()), gap


def _side(starts: np.ndarray, ends: np.ndarray, points: np.ndarray) -> np.ndarray:
    """By line and point: above zero where the point lies to the left of the line."""
    along, to = (ends - starts)[:, None], points - starts[:, None]
    return np.asarray(along[..., 0] * to[..., 1] - along[..., 1] * to[..., 0])


def _ellipse(count: int, centre: np.ndarray, first: np.ndarray, gap: float = 1.0) -> np.ndarray:
    """Places around an ellipse, clockwise from the first, which is `gap` times as far from others as they are."""
    x, y = (first - centre) / (WIDE, 1.0)
    steps = np.append(0.0, gap + np.arange(count - 1))
    angles = np.arctan2(y, x) - 2.0 * np.pi * steps / (count - 2.0 + 2.0 * gap)
    return np.asarray(centre + np.hypot(x, y) * np.column_stack([WIDE * np.cos(angles), np.sin(angles)]))


def _arc(count: int, one: np.ndarray, other: np.ndarray, at: np.ndarray, gap: float) -> np.ndarray:
    """Places between two ends, both left out: on the curve drawn towards a point, around it where the ends are one."""
    if np.array_equal(one, other):
        return _ellipse(count - 1, at, one, gap)[1:]
    way = np.linspace(0.0, 1.0, count)[1:-1, None]
    return np.asarray((1.0 - way) ** 2 * one + 2.0 * way * (1.0 - way) * at + way**2 * other)


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


def sign_between(loop: Loop, cause: str, effect: str, study: LoopStudy) -> float:
    """The sign of the links between two variables of a loop, of the most intervals until the target year."""
    chain = [*loop.chain[:-1], *loop.chain[:-1]]
    start = chain.index(cause)
    between = chain[start : chain.index(effect, start + 1) + 1]
    early = study.scores.times <= study.early[1] + 1.0
    signs = [np.sign(study.scores.signs[link][early].sum()) for link in itertools.pairwise(between)]
    return float(np.prod(signs))


def _arrow(axes: Axes, link: tuple[str, str], places: Mapping[str, tuple[float, float]], look: tuple[str, bool],
           sign: float, lane: int, signed: Sequence[np.ndarray]) -> np.ndarray:
    """A curved arrow with its sign where it is farthest from any name and those already `signed`; returns that place.
    """
    (colour, second), start, end = look, places[link[0]], places[link[1]]
    bend = -0.13 - 0.09 * lane
    axes.annotate("", end, start, zorder=2 - 0.1 * lane, arrowprops={
        "arrowstyle": "-|>", "color": colour, "linewidth": 1.4, "linestyle": "--" if second else "-",
        "shrinkA": 15, "shrinkB": 17,
        "connectionstyle": f"arc3,rad={bend}"})
    one, other = np.array(start), np.array(end)
    turn = 0.5 * (one + other) + bend * np.array([other[1] - one[1], one[0] - other[0]])  # the curve's control point
    way = np.linspace(0.25, 0.75, 13)[:, None]
    curve = (1.0 - way) ** 2 * one + 2.0 * way * (1.0 - way) * turn + way**2 * other
    room = np.abs(curve[:, None] - np.array(list(places.values()))[None]) / BOX
    clear = room.max(axis=2).min(axis=1)
    if signed:
        clear = np.minimum(clear, np.hypot(*(curve[:, None] - np.array(signed)).transpose(2, 0, 1)).min(axis=1) / SIGN)
    at = curve[clear.argmax()]
    axes.text(at[0], at[1], "+" if sign > 0 else "−", color=colour, fontsize=9, ha="center",
              va="center", zorder=3, bbox={"boxstyle": "circle,pad=0.06", "facecolor": "white", "edgecolor": "none"})
    return np.asarray(at)


def _two_lines(text: str, lang: str) -> str:
    words = text.split()
    if lang == "zh" or len(text) <= 16 or len(words) < 2:
        return text
    cut = min(range(1, len(words)), key=lambda n: abs(len(" ".join(words[:n])) - len(" ".join(words[n:]))))
    return " ".join(words[:cut]) + "\n" + " ".join(words[cut:])
