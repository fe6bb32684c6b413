"""What became of a result's claims, line by line for a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allocator.reporting.verification import ClaimLine, by_arithmetic, claim_lines, end

INDENT = {0: "  ", 1: "  ", 2: "     "}
"""How far a claim stands to the right: a goal's rungs below it."""


def lines(document: Mapping[str, Any], language: str) -> list[str]:
    """Everything that was found, the verdict last."""
    claims = (_line(each) for each in claim_lines(document, language))
    return [*by_arithmetic(document, language), *claims, end(document, language)]


def _line(found: ClaimLine) -> str:
    name = f"{found.name}: {found.value}" if found.value else found.name
    told = " – ".join(filter(None, (name, found.finding)))
    return f"{INDENT[found.depth]}{told}"
