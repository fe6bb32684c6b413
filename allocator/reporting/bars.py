"""Bars drawn with characters, and other characters where a screen has not the usual ones."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import floor
from unicodedata import combining, normalize

WIDEST = Fraction(3, 2)
"""A bar ends here, in times of the target; more is shown by the mark of overflow."""


_STAND_INS = str.maketrans("−–×·…„”“ł┃Ł█░▶\xa0", '--x-."""l|L#.> ')


@dataclass(frozen=True, slots=True)
class BarInk:
    """The characters of a bar; plain ones for terminals that know no others."""

    full: str
    empty: str
    target: str
    beyond: str


BLOCKS = BarInk("█", "░", "┃", "▶")
PLAIN = BarInk("#", ".", "|", ">")


def ink_for(encoding: str) -> BarInk:
    """Block characters where the encoding has them all."""
    try:
        "".join((BLOCKS.full, BLOCKS.empty, BLOCKS.target, BLOCKS.beyond)).encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return PLAIN
    return BLOCKS


def bar(ratio: Fraction, width: int, *, ink: BarInk, widest: Fraction = WIDEST) -> str:
    """A bar of exactly `width` characters for a ratio to the target, the target marked.

    Rounded down: a bar never looks fuller than it is.
    """
    filled = min(width, floor(ratio / widest * width))
    cells = [ink.full] * filled + [ink.empty] * (width - filled)
    if ratio > widest:
        cells[-1] = ink.beyond
    mark = floor(width / widest)
    if mark < width:
        cells[mark] = ink.target
    return "".join(cells)


def printable(text: str, encoding: str) -> str:
    """The text with a stand-in of the same width for each character the encoding has not."""
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return "".join(_printable(each, encoding) for each in text)
    except LookupError:
        return text
    return text


def _printable(character: str, encoding: str) -> str:
    bare = "".join(each for each in normalize("NFKD", character) if not combining(each))
    for candidate in (character, character.translate(_STAND_INS), bare):
        try:
            candidate.encode(encoding)
        except UnicodeEncodeError:
            continue
        if len(candidate) == 1:
            return candidate
    return "?"
