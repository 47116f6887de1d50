"""The graph of names: an order of evaluation, or the loop that prevents it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from urbsim.errors import ModelError, Problem

LOOP_ADVICE = "A stock or a delay must stand somewhere in it"


def topological_order(needs: Mapping[str, Iterable[str]], places: Mapping[str, str], advice: str = LOOP_ADVICE,
                      ) -> list[str]:
    """Order names so that each stands after what it needs; names outside the mapping are taken as given.

    Among names that are ready the given order holds. Raises ModelError that spells out an algebraic loop, with the
    `file:line` of each name in it.
    """
    order: list[str] = []
    done: set[str] = set()
    for root in needs:
        path: list[str] = []
        stack = [(root, iter((root,)))]
        while stack:
            name, pending = stack[-1]
            step = next(pending, None)
            if step is None:
                stack.pop()
                if stack and name not in done:
                    done.add(name)
                    order.append(name)
                    path.pop()
            elif step in path:
                raise ModelError(_loop([*path[path.index(step):], step], places, advice))
            elif step in needs and step not in done:
                path.append(step)
                stack.append((step, iter(needs[step])))
    return order


def _loop(names: list[str], places: Mapping[str, str], advice: str) -> Problem:
    steps = " -> ".join(f"{name} ({places[name]})" for name in names[:-1])
    return Problem(f"algebraic loop: {steps} -> {names[-1]}. {advice}")


def ancestors(names: Iterable[str], needs: Mapping[str, Iterable[str]]) -> set[str]:
    """The names, and all that they need directly or indirectly, as far as the mapping reaches."""
    found: set[str] = set()
    pending = [name for name in names if name in needs]
    while pending:
        name = pending.pop()
        if name not in found:
            found.add(name)
            pending.extend(need for need in needs[name] if need in needs)
    return found
