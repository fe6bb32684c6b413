"""The cost step by step: sectors, fees, own contribution, against the line of the budget."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import altair as alt

from allocator.problem.problem import Problem
from allocator.reporting.charts.colours import FEE, INK, MAIN, PAPER, SUM, ink_on
from allocator.reporting.charts.names import THOUSAND, Names, exact
from allocator.reporting.charts.theme import (
    TEXT_SIZE,
    Chart,
    finished,
    heading,
    nothing_to_show,
    rows_of,
)
from allocator.reporting.charts.words import word
from allocator.texts.formats import percent

WIDTH = 560
ROW_HEIGHT = 28
BAR_HEIGHT = 18
ZERO = Fraction(0)

FILLS = {"part": MAIN, "fee": FEE, "sum": SUM, "off": PAPER}
"""Sums are darkest; what is taken off is hollow."""


SIDES: Mapping[str, Mapping[str, Any]] = {
    "inside": {"align": "right", "dx": -8, "fontWeight": "bold"},
    "after": {"align": "left", "dx": 8},
    "before": {"align": "right", "dx": -8},
}


@dataclass(frozen=True, slots=True)
class Step:
    """One bar from `start_pln` to `end_pln`; `kind` is part, fee, sum or off (taken off)."""

    name: str
    start_pln: Fraction
    end_pln: Fraction
    kind: str

    @property
    def amount_pln(self) -> Fraction:
        """What the step adds; negative where it takes off."""
        return self.end_pln - self.start_pln


def cost_waterfall(problem: Problem, document: Mapping[str, Any], *, language: str = "pl") -> Chart:
    """From the cost of each sector to the total, against the budget.

    Task cost by sector, then coordination fee, reserve, total, and where members contribute
    themselves, what that leaves for the commissioner. `document` is a result document of this
    problem; without a plan there is only a sentence.
    """
    title = word("waterfall.title", language)
    if document["task_cost_pln"] is None:
        return nothing_to_show(title, language)
    names = Names(problem, language)
    steps = cost_steps(names, document)
    data = rows_of(_drawn(names, each) for each in steps)
    order = [each.name for each in steps]
    bold = [each.name for each in steps if each.kind == "sum"]
    y = alt.Y("name:N", sort=order, axis=_names_axis(bold))
    layers = [_bars(data, y, names), *_amounts(names, steps, y)]
    layers += _budget(names, document, steps)
    chart = alt.layer(
        *layers,
        width=WIDTH,
        height=ROW_HEIGHT * len(steps),
        title=heading(title, [word("waterfall.about", language)]),
    )
    return finished(chart, language)


def cost_steps(names: Names, document: Mapping[str, Any]) -> tuple[Step, ...]:
    """The bars in order, each from where the one before ended; exact amounts of the document."""
    commission = names.problem.commission
    task_cost, total = exact(document["task_cost_pln"]), exact(document["total_pln"])
    parts = list(_sector_parts(names, document, task_cost))
    steps = [Step(*each) for each in parts]
    steps.append(Step(names.label("item.task_cost"), ZERO, task_cost, "sum"))
    reached = task_cost
    for key, share_pct in (
        ("item.coordination_fee", commission.coordination_fee_pct),
        ("item.reserve_fund", commission.reserve_fund_pct),
    ):
        if share_pct:
            text = percent(share_pct, names.language, places=4)
            end = reached + task_cost * share_pct / 100
            steps.append(Step(names.label(key, percent=text), reached, end, "fee"))
            reached = end
    if total != task_cost:
        steps.append(Step(names.label("item.total"), ZERO, total, "sum"))
    own = exact(document["own_contribution_pln"] or 0)
    if own:
        steps.append(Step(names.label("item.own_contribution"), total, total - own, "off"))
        steps.append(Step(names.label("item.asked"), ZERO, total - own, "sum"))
    return tuple(steps)


def _sector_parts(
    names: Names, document: Mapping[str, Any], task_cost: Fraction
) -> Iterator[tuple[str, Fraction, Fraction, str]]:
    """A bar for each sector; what belongs to no component is the fixed costs of members."""
    sector_of = {key: each.sector_id for key, each in names.problem.component.items()}
    costs: dict[str, Fraction] = {}
    for each in document["components"]:
        sector_id = sector_of.get(each["component_id"], "")
        costs[sector_id] = costs.get(sector_id, ZERO) + exact(each["value_pln"])
    reached = ZERO
    for sector_id, cost in sorted(costs.items()):
        name = names.sector(sector_id) or word("waterfall.nobody", names.language)
        yield name, reached, reached + cost, "part"
        reached += cost
    # Less than a zloty is what rounding components to the grosz leaves.
    if task_cost - reached >= 1:
        yield word("waterfall.others", names.language), reached, task_cost, "part"


def _drawn(names: Names, step: Step) -> dict[str, Any]:
    return {
        "name": step.name,
        "start": float(step.start_pln / THOUSAND),
        "end": float(step.end_pln / THOUSAND),
        "fill": FILLS[step.kind],
    }


def _names_axis(bold: list[str]) -> alt.Axis:
    weight: Any = {
        "condition": {"test": {"field": "value", "oneOf": bold}, "value": "bold"},
        "value": "normal",
    }
    return alt.Axis(title=None, labelLimit=330, ticks=False, labelFontWeight=weight)


def _bars(data: alt.InlineData, y: alt.Y, names: Names) -> alt.Chart:
    title = word("waterfall.axis", names.language, currency=names.currency)
    axis = alt.Axis(title=title, format=",~f", tickCount=6)
    mark: alt.Chart = alt.Chart(data).mark_bar(height=BAR_HEIGHT, stroke=INK, strokeWidth=0.7)
    return mark.encode(
        y=y, x=alt.X("start:Q", axis=axis), x2="end:Q", color=alt.Color("fill:N", scale=None)
    )


def _amounts(names: Names, steps: tuple[Step, ...], y: alt.Y) -> Iterator[alt.Chart]:
    """Amounts beside their bars where there is room; of sums and long bars inside, at the end."""
    widest = max(each.end_pln for each in steps)
    rows: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for each in steps:
        side = _side(each, widest)
        low, high = sorted((each.start_pln, each.end_pln))
        place = float((low if side == "before" else high) / THOUSAND)
        ink = ink_on(FILLS[each.kind]) if side == "inside" else INK
        row = {"name": each.name, "place": place, "text": names.money(each.amount_pln)}
        rows.setdefault((side, ink), []).append(row)
    for (side, ink), drawn in sorted(rows.items()):
        mark = alt.Chart(rows_of(drawn)).mark_text(fontSize=TEXT_SIZE, color=ink, **SIDES[side])
        yield mark.encode(y=y, x="place:Q", text="text:N")


def _side(step: Step, widest: Fraction) -> str:
    low, high = sorted((step.start_pln, step.end_pln))
    if step.kind == "sum":
        return "inside"
    if high < widest * 3 / 4:
        return "after"
    return "before" if low > widest / 4 else "inside"


def _budget(
    names: Names, document: Mapping[str, Any], steps: tuple[Step, ...]
) -> Iterator[alt.Chart]:
    """The line of the budget, and above it what is left of it or missing."""
    if document["budget_pln"] is None:
        return
    budget = exact(document["budget_pln"])
    left = budget - steps[-1].end_pln
    key = "waterfall.left" if left >= 0 else "waterfall.missing"
    parts = (
        word("waterfall.budget", names.language, amount=names.money(budget)),
        word(key, names.language, amount=names.money(abs(left))),
    )
    data = rows_of([{"budget": float(budget / THOUSAND), "text": ", ".join(parts)}])
    x = alt.X("budget:Q")
    # The light edge keeps the line visible on dark bars.
    yield alt.Chart(data).mark_rule(color=PAPER, strokeWidth=4).encode(x=x)
    yield alt.Chart(data).mark_rule(color=INK, strokeWidth=2, strokeDash=[6, 3]).encode(x=x)
    right = budget > max(each.end_pln for each in steps) / 2
    text = alt.Chart(data).mark_text(
        align="right" if right else "left",
        dx=4 if right else -4,
        baseline="bottom",
        fontSize=TEXT_SIZE,
        fontWeight="bold",
        color=INK,
    )
    yield text.encode(x=x, y=alt.value(-5), text="text:N")
