"""Circles in a tree of parents, before they are written."""

from collections.abc import Callable, Mapping, Sequence


def in_circles(
    parents: Mapping[int, int], parents_above: Callable[[Sequence[int]], Mapping[int, int]]
) -> list[int]:
    """The children in `parents` that would stand above themselves.

    `parents_above` tells the parents of records that `parents` does not change; it is asked once a
    level.
    """
    edges = dict(parents)
    asked: set[int] = set()
    level = set(edges.values()) - edges.keys()
    while level:
        asked |= level
        above = parents_above(sorted(level))
        edges |= above
        level = set(above.values()) - edges.keys() - asked
    return [child for child in parents if _returns(child, edges)]


def _returns(start: int, edges: Mapping[int, int]) -> bool:
    seen: set[int] = set()
    at = edges.get(start)
    while at is not None and at not in seen:
        if at == start:
            return True
        seen.add(at)
        at = edges.get(at)
    return False
