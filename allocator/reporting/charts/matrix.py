"""The split as a matrix: members across, components down, grouped by sector."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

import altair as alt

from allocator.problem.problem import Problem
from allocator.reporting.charts.colours import (
    FAINT_INK,
    GRID,
    INK,
    LINE,
    SHADES,
    UNUSED,
    ink_on,
)
from allocator.reporting.charts.matrix_cells import Cell, Lines, cells_of, lines_of, value_steps
from allocator.reporting.charts.names import Names, cut
from allocator.reporting.charts.theme import TEXT_SIZE, Chart, finished, heading, rows_of
from allocator.reporting.charts.words import word

NARROWEST_COLUMN = 58
ROW_HEIGHT = 27
SHORT_NAME = 8
"""Characters of a member's name that fit its column."""

FILLED = 0.95
"""How much of its place a cell fills; the rest keeps cells apart."""

BAR_EDGE = 0.06
BAR_TOP = 0.74
BAR_BOTTOM = 0.86
"""Where in a cell the bar of its value lies."""

Drawn = list[dict[str, Any]]


def split_matrix(problem: Problem, document: Mapping[str, Any], *, language: str = "pl") -> Chart:
    """Who does how much of what: shade and bar tell the value, the number the quantity.

    `document` is a result document of this problem (of the changed one, where a scenario was
    solved). Offers that could be used and are not are light cells, those that can not be used have
    a cross, and where there is no offer the place is empty. Without a plan nothing is used.
    """
    names, lines = Names(problem, language), lines_of(problem)
    steps = value_steps(document)
    cells = cells_of(names, document, lines, steps)
    texts = [
        *_quantities(cells),
        *_row_names(names, lines),
        *_column_names(names),
        *_sums(names, document, lines),
    ]
    layers = (
        _grid(names, lines),
        _grounds(names, cells, steps),
        _bars(cells),
        *_written(texts),
    )
    signs = [word("matrix.barred", language)]
    if any(each.is_small for each in problem.members):
        signs.append(names.label("note.small_mark"))
    about = [word("matrix.about", language), "; ".join(signs)]
    chart = alt.layer(
        *(_placed(each, names, lines) for each in layers),
        width=_column_width(cells) * len(problem.members),
        height=ROW_HEIGHT * lines.count,
        title=heading(word("matrix.title", language), about),
    )
    return finished(chart, language)


def _placed(layer: alt.Chart, names: Names, lines: Lines) -> alt.Chart:
    """The layer in the common frame: a unit to a cell, from the upper left corner."""
    across = alt.Scale(domain=[0, len(names.problem.members)], nice=False, zero=False)
    down = alt.Scale(domain=[0, lines.count], nice=False, zero=False, reverse=True)
    return layer.encode(
        x=alt.X("x:Q", scale=across, axis=None), y=alt.Y("y:Q", scale=down, axis=None)
    )


def _grounds(names: Names, cells: Sequence[Cell], steps: Sequence[Fraction]) -> alt.Chart:
    texts = _step_texts(names, steps)
    drawn = [_rectangle(each) | {"step": texts[each.step]} for each in cells if not each.barred]
    scale = alt.Scale(domain=texts, range=[UNUSED, *SHADES[: len(texts) - 1]])
    legend = alt.Legend(title=None, orient="bottom", symbolType="square", columns=len(texts))
    mark: alt.Chart = alt.Chart(rows_of(drawn)).mark_rect(stroke=LINE, strokeWidth=0.5)
    return mark.encode(x2="x2:Q", y2="y2:Q", color=alt.Color("step:N", scale=scale, legend=legend))


def _bars(cells: Sequence[Cell]) -> alt.Chart:
    """A bar at the foot of each used cell: the second sign of the value beside the shade."""
    drawn = [
        {
            "x": each.column + BAR_EDGE,
            "x2": each.column + BAR_EDGE + (FILLED - 2 * BAR_EDGE) * each.part_of_highest,
            "y": each.row + BAR_TOP,
            "y2": each.row + BAR_BOTTOM,
            "colour": _ink(each),
        }
        for each in cells
        if each.step
    ]
    mark: alt.Chart = alt.Chart(rows_of(drawn)).mark_rect()
    return mark.encode(x2="x2:Q", y2="y2:Q", color=alt.Color("colour:N", scale=None))


def _grid(names: Names, lines: Lines) -> alt.Chart:
    """Faint lines that lead the eye; stronger ones above each sector and above the sums."""
    width, height = len(names.problem.members), lines.count
    strong = {*lines.sector_rows.values(), height - 1}
    drawn = [
        {"x": 0, "x2": width, "y": row, "y2": row, "colour": LINE if row in strong else GRID}
        for row in range(height)
    ]
    drawn += [
        {"x": column, "x2": column, "y": 0, "y2": height, "colour": GRID}
        for column in range(width + 1)
    ]
    mark: alt.Chart = alt.Chart(rows_of(drawn)).mark_rule()
    return mark.encode(x2="x2:Q", y2="y2:Q", color=alt.Color("colour:N", scale=None))


def _quantities(cells: Sequence[Cell]) -> Iterator[dict[str, Any]]:
    for each in cells:
        if each.text:
            place = {"x": each.column + FILLED / 2, "y": each.row + 0.42}
            yield place | {"text": each.text, "colour": _ink(each), "look": "middle"}


def _row_names(names: Names, lines: Lines) -> Iterator[dict[str, Any]]:
    problem = names.problem
    right = len(problem.members) + 0.1
    for component_id, row in lines.component_rows.items():
        demand = names.number(problem.component[component_id].quantity)
        unit = names.unit(component_id)
        yield _text(-0.1, row + 0.45, names.component(component_id), "right")
        yield _text(right, row + 0.45, f"{demand} · {unit}" if unit else demand, "left")
    for sector_id, row in lines.sector_rows.items():
        yield _text(0.03, row + 0.55, names.sector(sector_id, longest=70), "bold_left")
    yield _text(right, -0.2, word("matrix.demand", names.language), "left_above")


def _column_names(names: Names) -> Iterator[dict[str, Any]]:
    for column, each in enumerate(names.problem.members):
        mark = names.small_mark(each.member_id)
        first = f"{cut(each.member_id, SHORT_NAME)} {mark}".strip()
        second = cut(names.short_name(each.member_id), SHORT_NAME)
        yield _text(column + FILLED / 2, -0.8, first, "above")
        yield _text(column + FILLED / 2, -0.2, second, "above")


def _sums(names: Names, document: Mapping[str, Any], lines: Lines) -> Iterator[dict[str, Any]]:
    row = lines.count - 1 + 0.5
    values = {each["member_id"]: each["value_pln"] for each in document["members"]}
    yield _text(
        -0.1, row, word("matrix.sums", names.language, currency=names.currency), "bold_right"
    )
    for column, each in enumerate(names.problem.members):
        value = values.get(each.member_id)
        if value:
            yield _text(column + FILLED / 2, row, names.thousands(value), "bold_middle")


def _written(texts: Iterable[Mapping[str, Any]]) -> Iterator[alt.Chart]:
    """A layer for each look of text."""
    looks: dict[str, dict[str, Any]] = {
        "middle": {"align": "center"},
        "bold_middle": {"align": "center", "fontWeight": "bold"},
        "left": {"align": "left", "color": FAINT_INK},
        "left_above": {"align": "left", "color": FAINT_INK, "baseline": "bottom"},
        "bold_left": {"align": "left", "fontWeight": "bold"},
        "right": {"align": "right"},
        "bold_right": {"align": "right", "fontWeight": "bold"},
        "above": {"align": "center", "baseline": "bottom"},
    }
    found: dict[str, Drawn] = {}
    for each in texts:
        found.setdefault(each["look"], []).append(dict(each))
    for look, drawn in sorted(found.items()):
        mark = alt.Chart(rows_of(drawn)).mark_text(
            **{"baseline": "middle", "fontSize": TEXT_SIZE, **looks[look]}
        )
        layer = mark.encode(text="text:N")
        if any("colour" in each for each in drawn):
            layer = layer.encode(color=alt.Color("colour:N", scale=None))
        yield layer


def _step_texts(names: Names, steps: Sequence[Fraction]) -> list[str]:
    """What each shade means, the unused one first."""
    language = names.language
    shown = [names.number(each) for each in steps]
    texts = [word("matrix.unused", language)]
    if not shown:
        return texts
    texts.append(word("matrix.below", language, top=shown[0], currency=names.currency))
    for bottom, top in pairwise(shown):
        texts.append(
            word("matrix.between", language, bottom=bottom, top=top, currency=names.currency)
        )
    return [*texts, word("matrix.above", language, bottom=shown[-1], currency=names.currency)]


def _column_width(cells: Sequence[Cell]) -> int:
    """Pixels that the longest quantity needs."""
    return max(NARROWEST_COLUMN, 12 + 7 * max((len(each.text) for each in cells), default=0))


def _rectangle(cell: Cell) -> dict[str, Any]:
    bottom, right = cell.row + FILLED, cell.column + FILLED
    return {"x": cell.column, "x2": right, "y": cell.row, "y2": bottom}


def _text(x: float, y: float, text: str, look: str) -> dict[str, Any]:
    return {"x": x, "y": y, "text": text, "look": look}


def _ink(cell: Cell) -> str:
    return ink_on(SHADES[cell.step - 1]) if cell.step else INK
