"""What a higher cost can buy: points of cost against what it makes possible."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import altair as alt

from allocator.reporting.charts.colours import INK, MAIN, PAPER, SUM
from allocator.reporting.charts.names import THOUSAND, currency_name, exact
from allocator.reporting.charts.placing import Frame, placed
from allocator.reporting.charts.theme import (
    TEXT_SIZE,
    Chart,
    finished,
    heading,
    nothing_to_show,
    rows_of,
)
from allocator.reporting.charts.words import word
from allocator.texts.formats import number
from allocator.texts.labels import goal_label

WIDTH = 760
HEIGHT = 230
POINT_SIZE = 90

SHAPES = ("circle", "square", "triangle-up", "diamond")
COLOURS = (MAIN, SUM)
Spot = tuple[float, float]
MONEY = ("small_members_value", "target_deviation", "handover", "changes", "cost")
RATIOS = ("smallest_ratio",)


@dataclass(frozen=True, slots=True)
class TradeOffPoint:
    """The best value of a goal that a task cost of at most `cost_pln` allows.

    `value` is in the goal's unit (a ratio as 0.93); `mark` is what people call the point, such as
    +0.5 %; `proved` says whether nothing better exists at this cost.
    """

    goal: str
    cost_pln: Fraction | Decimal | int
    value: Fraction | Decimal | int
    proved: bool
    mark: str = ""


def trade_off(
    points: Sequence[TradeOffPoint], *, language: str = "pl", currency: str = "PLN"
) -> Chart:
    """A panel for each goal, in order of first mention, over one axis of cost.

    Each goal has a shape of its own; proved points are filled, the others hollow. The line goes
    up only at a point: between two of them no more than the lower one is known to be possible.
    """
    title = word("trade_off.title", language)
    if not points:
        return nothing_to_show(title, language)
    called = currency_name(currency, language)
    costs = [_thousands(each.cost_pln) for each in points]
    goals = list(dict.fromkeys(each.goal for each in points))
    panels = []
    for place, goal in enumerate(goals):
        below = word("trade_off.axis", language, currency=called) if goal == goals[-1] else None
        own = [each for each in points if each.goal == goal]
        panel = Panel(own, (min(costs), max(costs)), place, language)
        panels.append(_drawn(panel, _measured(goal, language, called), below))
    about = [word("trade_off.about", language)]
    return finished(alt.vconcat(*panels, spacing=24, title=heading(title, about)), language)


class Panel:
    """The points of one goal as they are drawn: in thousands and percent, by cost."""

    def __init__(
        self,
        points: Sequence[TradeOffPoint],
        across: tuple[Fraction, Fraction],
        place: int,
        language: str,
    ) -> None:
        self.points = sorted(points, key=lambda each: exact(each.cost_pln))
        self.shown = [_scaled(each) for each in self.points]
        self.frame = Frame.around(across, (min(self.shown), max(self.shown)), WIDTH, HEIGHT)
        self.colour = COLOURS[place % len(COLOURS)]
        self.shape = SHAPES[place % len(SHAPES)]
        self.texts = [
            _text(point, value, language)
            for point, value in zip(self.points, self.shown, strict=True)
        ]

    @property
    def spots(self) -> list[Spot]:
        """Where the points lie on the panel's axes."""
        costs = (float(_thousands(each.cost_pln)) for each in self.points)
        return list(zip(costs, map(float, self.shown), strict=True))


def _drawn(panel: Panel, title: str, below: str | None) -> alt.LayerChart | alt.FacetChart:
    data = rows_of(
        {"x": x, "y": y, "fill": panel.colour if point.proved else PAPER}
        for point, (x, y) in zip(panel.points, panel.spots, strict=True)
    )
    x = alt.X("x:Q", scale=_scale(panel.frame.across), axis=_axis(below))
    y = alt.Y("y:Q", scale=_scale(panel.frame.down), axis=_axis(None))
    line = alt.Chart(data).mark_line(interpolate="step-after", color=panel.colour, strokeWidth=2)
    mark = alt.Chart(data).mark_point(
        shape=panel.shape, size=POINT_SIZE, opacity=1, stroke=panel.colour, strokeWidth=2
    )
    return alt.layer(
        line.encode(x=x, y=y),
        mark.encode(x=x, y=y, fill=alt.Fill("fill:N", scale=None)),
        *(each.encode(x=x, y=y, text="text:N") for each in _written(panel)),
        width=WIDTH,
        height=HEIGHT,
        title=alt.TitleParams(text=title, fontSize=13, offset=6),
    )


def _written(panel: Panel) -> Iterator[alt.Chart]:
    """The points' texts, each where it has room; a layer for each side."""
    spots, texts = panel.spots, panel.texts
    for side, found in placed(panel.frame, spots, texts).items():
        rows = [{"x": spots[each][0], "y": spots[each][1], "text": texts[each]} for each in found]
        yield alt.Chart(rows_of(rows)).mark_text(
            align=side.align,
            baseline=side.baseline,
            dx=side.across,
            dy=side.down,
            fontSize=TEXT_SIZE,
            color=INK,
        )


def _text(point: TradeOffPoint, shown: Fraction, language: str) -> str:
    rounded = point.goal in (*MONEY, *RATIOS)
    value = number(shown, language, places=1 if rounded else 4, at_least=1 if rounded else 0)
    if point.goal in RATIOS:
        value += "%"
    return f"{point.mark}: {value}" if point.mark else value


def _scaled(point: TradeOffPoint) -> Fraction:
    """The value as it is drawn: ratios in percent, money in thousands."""
    value = exact(point.value)
    if point.goal in RATIOS:
        return 100 * value
    return value / THOUSAND if point.goal in MONEY else value


def _thousands(cost_pln: Fraction | Decimal | int) -> Fraction:
    return exact(cost_pln) / THOUSAND


def _measured(goal: str, language: str, currency: str) -> str:
    name = goal_label(goal, language)
    if goal in RATIOS:
        return word("trade_off.percent", language, name=name)
    if goal in MONEY:
        return word("trade_off.thousands", language, name=name, currency=currency)
    return name


def _scale(domain: tuple[float, float]) -> alt.Scale:
    return alt.Scale(domain=list(domain), nice=False, zero=False)


def _axis(title: str | None) -> alt.Axis:
    return alt.Axis(title=title, format=",~f", tickCount=6)
