"""Where texts beside points have room: each on the first side that meets nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

LETTER_WIDTH = 6.4
LETTER_HEIGHT = 13.0
POINT = 6.0
GAP = 7
"""Pixels: a usual letter of a chart's text, half a point, from a point to its text."""

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in pixels."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What part of the plane a panel shows, and how large it is drawn, in pixels."""

    across: tuple[float, float]
    down: tuple[float, float]
    width: int
    height: int

    @classmethod
    def around(
        cls,
        across: tuple[Fraction, Fraction],
        down: tuple[Fraction, Fraction],
        width: int,
        height: int,
    ) -> Frame:
        """The points' ranges with room at the edges for their texts."""
        return cls(_wider(across, Fraction(1, 8)), _wider(down, Fraction(1, 6)), width, height)

    def pixel(self, spot: tuple[float, float]) -> tuple[float, float]:
        """Where a spot is drawn, from the upper left corner."""
        (left, right), (low, high) = self.across, self.down
        across = (spot[0] - left) / (right - left) * self.width
        return across, (high - spot[1]) / (high - low) * self.height


@dataclass(frozen=True, slots=True)
class Side:
    """On which side of a point its text stands; `across` and `down` are pixels from the point."""

    align: Literal["left", "center", "right"]
    baseline: Literal["top", "bottom"]

    @property
    def across(self) -> int:
        """Pixels to the right."""
        return {"left": GAP, "center": 0, "right": -GAP}[self.align]

    @property
    def down(self) -> int:
        """Pixels downwards."""
        return GAP if self.baseline == "top" else -GAP

    def box(self, pixel: tuple[float, float], text: str) -> Box:
        """The room that the text takes."""
        width = LETTER_WIDTH * len(text)
        before = {"left": 0.0, "center": width / 2, "right": width}[self.align]
        left = pixel[0] + self.across - before
        top = pixel[1] + self.down - (LETTER_HEIGHT if self.baseline == "bottom" else 0)
        return left, top, left + width, top + LETTER_HEIGHT


# Where a curve rises, the room is above on the left and below on the right.
SIDES = (
    Side("right", "bottom"),
    Side("left", "top"),
    Side("left", "bottom"),
    Side("right", "top"),
)
ABOVE_FIRST = (Side("center", "bottom"), Side("center", "top"), *SIDES)
"""For names that must not seem to belong to a neighbour; clear where a curve runs on level."""


def placed(
    frame: Frame,
    spots: Sequence[tuple[float, float]],
    texts: Sequence[str],
    sides: Sequence[Side] = SIDES,
) -> dict[Side, list[int]]:
    """For each side the points, by place, whose texts stand there; those without room have none.

    Sides are tried in order. The first and the last text are served first: they must be read.
    """
    pixels = [frame.pixel(each) for each in spots]
    taken: list[Box] = [(x - POINT, y - POINT, x + POINT, y + POINT) for x, y in pixels]
    inside = (-LETTER_WIDTH, 0.0, frame.width + LETTER_WIDTH, float(frame.height))
    found: dict[Side, list[int]] = {}
    named = [place for place, text in enumerate(texts) if text]
    for place in sorted(named, key=lambda each: (each not in (named[0], named[-1]), each)):
        boxes = ((side, side.box(pixels[place], texts[place])) for side in sides)
        free = ((side, box) for side, box in boxes if _within(box, inside) and _clear(box, taken))
        chosen = next(free, None)
        if chosen is not None:
            found.setdefault(chosen[0], []).append(place)
            left, top, right, bottom = chosen[1]
            # A space apart, or two texts would read as one.
            taken.append((left - LETTER_WIDTH, top, right + LETTER_WIDTH, bottom))
    return {side: sorted(found[side]) for side in sides if side in found}


def together(frame: Frame, spots: Sequence[tuple[float, float]]) -> list[list[int]]:
    """Points that touch when drawn, as runs of places from left to right."""
    pixels = [frame.pixel(each) for each in spots]
    runs: list[list[int]] = []
    for place in sorted(range(len(spots)), key=lambda each: pixels[each]):
        if runs and _touch(pixels[runs[-1][-1]], pixels[place]):
            runs[-1].append(place)
        else:
            runs.append([place])
    return runs


def _touch(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return all(abs(a - b) < 2 * POINT for a, b in zip(one, other, strict=True))


def _clear(box: Box, taken: Sequence[Box]) -> bool:
    left, top, right, bottom = box
    return not any(
        left < each[2] and each[0] < right and top < each[3] and each[1] < bottom for each in taken
    )


def _within(box: Box, outer: Box) -> bool:
    return box[0] >= outer[0] and box[1] >= outer[1] and box[2] <= outer[2] and box[3] <= outer[3]


def _wider(ends: tuple[Fraction, Fraction], part: Fraction) -> tuple[float, float]:
    low, high = ends
    room = ((high - low) or Fraction(1)) * part
    return float(low - room), float(high + room)
