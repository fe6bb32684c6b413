"""The published draw that breaks ties, so that neither row order nor an engine decides."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

from allocator.problem.problem import Pair

BITS = 20


def tie_weights(pairs: Iterable[Pair], seed: int) -> dict[Pair, int]:
    """A weight for each pair: the first 20 bits of SHA-256 of `seed|member|component`, plus 1.

    Two equal weights within a component: the later pair in order of member draws again, from the
    text with |1, |2, ... appended.
    """
    weights: dict[Pair, int] = {}
    taken: dict[str, set[int]] = {}
    for pair in sorted(pairs):
        text = f"{seed}|{pair[0]}|{pair[1]}"
        weight, again = _draw(text), 0
        while weight in taken.setdefault(pair[1], set()):
            again += 1
            weight = _draw(f"{text}|{again}")
        taken[pair[1]].add(weight)
        weights[pair] = weight
    return weights


def _draw(text: str) -> int:
    first_bytes = int.from_bytes(sha256(text.encode()).digest()[:3], "big")
    return (first_bytes >> (24 - BITS)) + 1
