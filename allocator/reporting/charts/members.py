"""Members against their targets: a bar for the award, a tick for the target."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

import altair as alt

from allocator.problem.problem import Problem
from allocator.reporting.charts.colours import INK, MAIN, PAPER, SMALL
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
from allocator.texts.formats import number

WIDTH = 560
ROW_HEIGHT = 28
BAR_HEIGHT = 17
TICK_HEIGHT = 20


def members_against_targets(
    problem: Problem, document: Mapping[str, Any], *, language: str = "pl"
) -> Chart:
    """Each member's award as a bar, its target as a tick, and what percent of it the award is.

    Small members have a lighter colour and the letter of small ones. `document`
    is a result document of this problem; without a plan there is only a sentence.
    """
    title = word("members.title", language)
    if not document["members"]:
        return nothing_to_show(title, language)
    names = Names(problem, language)
    rows = [_row(names, each) for each in document["members"]]
    data = rows_of(rows)
    order = [row["member"] for row in rows]
    y = alt.Y("member:N", sort=order, axis=alt.Axis(title=None, labelLimit=240, ticks=False))
    chart = alt.layer(
        _bars(data, y, names),
        *_ticks(rows_of(row for row in rows if row["target"] is not None), y),
        _percents(data, y),
        width=WIDTH,
        height=ROW_HEIGHT * len(rows),
        title=heading(title, [word("members.about", language)]),
    )
    return finished(chart, language)


def _row(names: Names, member: Mapping[str, Any]) -> dict[str, Any]:
    member_id = member["member_id"]
    mark = names.small_mark(member_id)
    target = member["target_pln"]
    value = exact(member["value_pln"])
    furthest = max(value, Fraction(0) if target is None else exact(target))
    share = word("members.no_target", names.language)
    if member["ratio"] is not None:
        ratio = 100 * exact(member["ratio"])
        share = number(ratio, names.language, places=1, at_least=1) + "%"
    return {
        "member": names.member(member_id) + (f" ({mark})" if mark else ""),
        "kind": word("members.small" if mark else "members.plain", names.language),
        "value": float(value / THOUSAND),
        "target": None if target is None else float(exact(target) / THOUSAND),
        "furthest": float(furthest / THOUSAND),
        "share": share,
    }


def _bars(data: alt.InlineData, y: alt.Y, names: Names) -> alt.Chart:
    kinds = [word(f"members.{kind}", names.language) for kind in ("plain", "small")]
    legend = alt.Legend(title=None, orient="bottom", symbolType="square")
    title = word("members.axis", names.language, currency=names.currency)
    axis = alt.Axis(title=title, format=",~f", tickCount=6)
    mark: alt.Chart = alt.Chart(data).mark_bar(height=BAR_HEIGHT, stroke=INK, strokeWidth=0.7)
    return mark.encode(
        y=y,
        x=alt.X("value:Q", axis=axis),
        color=alt.Color(
            "kind:N", scale=alt.Scale(domain=kinds, range=[MAIN, SMALL]), legend=legend
        ),
    )


def _ticks(data: alt.InlineData, y: alt.Y) -> Iterator[alt.Chart]:
    """Dark ticks on a light edge, so that they are seen on bars as well."""
    for colour, thickness in ((PAPER, 6), (INK, 3)):
        mark = alt.Chart(data).mark_tick(
            color=colour, thickness=thickness, size=TICK_HEIGHT + thickness, opacity=1
        )
        yield mark.encode(y=y, x="target:Q")


def _percents(data: alt.InlineData, y: alt.Y) -> alt.Chart:
    mark: alt.Chart = alt.Chart(data).mark_text(align="left", dx=8, fontSize=TEXT_SIZE, color=INK)
    return mark.encode(y=y, x="furthest:Q", text="share:N")
