"""Cutting off single plans: for the rare plan that a widened row let through."""

from __future__ import annotations

from allocator.formulation.choices import STRUCTURE, Choices
from allocator.model import Expression, Tag


def forbid(choices: Choices, values: tuple[int, ...]) -> None:
    """Add rows that every plan fulfils but the one with exactly these lots."""
    draft = choices.draft
    tag = Tag(STRUCTURE, "cut")
    signs = []
    for pair, lots in choices.lots.items():
        at, most = values[lots], draft.variables[lots].upper
        name = f"{len(draft.variables)},{pair[0]},{pair[1]}"
        if at < most:
            above = draft.variable(f"above[{name}]", 0, 1)
            draft.row(tag, Expression({lots: 1, above: -(at + 1)}), lower=0)
            signs.append(above)
        if at > 0:
            below = draft.variable(f"below[{name}]", 0, 1)
            draft.row(tag, Expression({lots: 1, below: most - at + 1}), upper=most)
            signs.append(below)
    draft.row(tag, Expression.of((sign, 1) for sign in signs), lower=1)
