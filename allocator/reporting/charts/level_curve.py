"""What fairness costs: the level that everybody reaches against cost, whole splits marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from textwrap import wrap

import altair as alt

from allocator.reporting.charts.colours import INK, MAIN, PAPER, SMALL
from allocator.reporting.charts.names import THOUSAND, currency_name, exact
from allocator.reporting.charts.placing import ABOVE_FIRST, Frame, placed, together
from allocator.reporting.charts.theme import (
    TEXT_SIZE,
    Chart,
    finished,
    heading,
    nothing_to_show,
    rows_of,
)
from allocator.reporting.charts.words import word

WIDTH = 760
HEIGHT = 380
STEP_SIZE = 26
WHOLE_SIZE = 110
LETTERS_A_LINE = 118
"""Letters of a subtitle that fit over the panel."""


@dataclass(frozen=True, slots=True)
class LevelPoint:
    """A cost and the level that everybody reaches at it, in percent of the target.

    `proved`: that it can not be had for less; `mark` is what people call a whole split.
    """

    cost_pln: Fraction | Decimal | int
    level_pct: Fraction | Decimal | int
    proved: bool
    mark: str = ""


def level_curve(
    steps: Sequence[LevelPoint],
    wholes: Sequence[LevelPoint],
    *,
    sentence: str = "",
    language: str = "pl",
    currency: str = "PLN",
) -> Chart:
    """The curve of the worst-off member's level, and the fairest splits at growing cost on it.

    The line goes up only at a point: between two of them no more than the lower one can be had.
    Proved points are filled, others hollow. A whole split stands right of the curve where the
    others' levels cost more than the lowest alone.
    """
    title = word("level_curve.title", language)
    if not steps:
        return nothing_to_show(title, language)
    steps = sorted(steps, key=lambda each: (exact(each.cost_pln), exact(each.level_pct)))
    costs = [_thousands(each) for each in (*steps, *wholes)]
    levels = [exact(each.level_pct) for each in (*steps, *wholes)]
    frame = Frame.around((min(costs), max(costs)), (min(levels), max(levels)), WIDTH, HEIGHT)
    below = word("level_curve.axis", language, currency=currency_name(currency, language))
    x = alt.X("x:Q", scale=_scale(frame.across), axis=_axis(below))
    y = alt.Y("y:Q", scale=_scale(frame.down), axis=_axis(word("level_curve.level", language)))
    about = [*wrap(sentence, LETTERS_A_LINE), word("level_curve.about", language)]
    chart = alt.layer(
        _line(steps, max(costs)).encode(x=x, y=y),
        _points(steps, "circle", STEP_SIZE, MAIN, MAIN).encode(x=x, y=y, fill=_FILL),
        _points(_once(wholes), "square", WHOLE_SIZE, INK, SMALL).encode(x=x, y=y, fill=_FILL),
        *(each.encode(x=x, y=y, text="text:N") for each in _written(frame, wholes, steps)),
        width=WIDTH,
        height=HEIGHT,
        title=heading(title, about),
    )
    return finished(chart, language)


_FILL = alt.Fill("fill:N", scale=None)


def _once(wholes: Sequence[LevelPoint]) -> list[LevelPoint]:
    """Splits at the same cost and level as one point, full where all of them are proved."""
    found: dict[tuple[Fraction, Fraction], list[LevelPoint]] = {}
    for each in wholes:
        found.setdefault((exact(each.cost_pln), exact(each.level_pct)), []).append(each)
    return [replace(same[0], proved=all(each.proved for each in same)) for same in found.values()]


def _line(steps: Sequence[LevelPoint], dearest: Fraction) -> alt.Chart:
    """Steps up at the points; the highest level can be had at any higher cost as well."""
    last = replace(steps[-1], cost_pln=dearest * THOUSAND)
    mark: alt.Chart = alt.Chart(_rows([*steps, last], MAIN)).mark_line(
        interpolate="step-after", color=MAIN, strokeWidth=2
    )
    return mark


def _points(
    points: Sequence[LevelPoint], shape: str, size: int, stroke: str, fill: str
) -> alt.Chart:
    mark: alt.Chart = alt.Chart(_rows(points, fill)).mark_point(
        shape=shape, size=size, opacity=1, stroke=stroke, strokeWidth=1.5
    )
    return mark


def _rows(points: Sequence[LevelPoint], fill: str) -> alt.InlineData:
    return rows_of(
        {"x": x, "y": y, "fill": fill if point.proved else PAPER}
        for point, (x, y) in zip(points, _spots(points), strict=True)
    )


def _written(
    frame: Frame, wholes: Sequence[LevelPoint], steps: Sequence[LevelPoint]
) -> Iterator[alt.Chart]:
    """The names of the whole splits, each where it meets no other point."""
    spots = [*_spots(wholes), *_spots(steps)]
    texts = [*_names(frame, wholes), *[""] * len(steps)]
    for side, found in placed(frame, spots, texts, ABOVE_FIRST).items():
        rows = [{"x": spots[each][0], "y": spots[each][1], "text": texts[each]} for each in found]
        yield alt.Chart(rows_of(rows)).mark_text(
            align=side.align,
            baseline=side.baseline,
            dx=side.across,
            dy=side.down,
            fontSize=TEXT_SIZE,
            color=INK,
        )


def _names(frame: Frame, wholes: Sequence[LevelPoint]) -> list[str]:
    """One text for splits whose points touch, at the middle one: of many the first and the last."""
    spots, texts = _spots(wholes), [""] * len(wholes)
    for run in together(frame, spots):
        marks = [wholes[place].mark for place in run if wholes[place].mark]
        joint = " = " if len({spots[place] for place in run}) == 1 else ", "
        text = joint.join(marks) if len(marks) <= 2 else f"{marks[0]} … {marks[-1]}"
        texts[run[len(run) // 2]] = text
    return texts


def _spots(points: Sequence[LevelPoint]) -> list[tuple[float, float]]:
    return [(float(_thousands(each)), float(exact(each.level_pct))) for each in points]


def _thousands(point: LevelPoint) -> Fraction:
    return exact(point.cost_pln) / THOUSAND


def _scale(domain: tuple[float, float]) -> alt.Scale:
    return alt.Scale(domain=list(domain), nice=False, zero=False)


def _axis(title: str | None) -> alt.Axis:
    return alt.Axis(title=title, format=",~f", tickCount=6)
