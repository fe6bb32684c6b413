"""A frontier as a JSON object and as a CSV table; rounds where it shows, decides nothing."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from allocator.problem.request import Fairness
from allocator.solving.provenance import fairness_settings
from allocator.texts.formats import plain
from scenarios.frontier import Frontier
from scenarios.frontier_plan import Point
from scenarios.frontier_texts import sentence

FORMAT_VERSION = 1
COLUMNS = (
    "kind",
    "name",
    "smallest_level_pct",
    "task_cost_pln",
    "above_least_pct",
    "proved",
    "smallest_ratio",
    "small_members_value_pln",
    "levels",
    "bound_pln",
    "levels_bound",
)


def frontier_document(found: Frontier) -> dict[str, Any]:
    """The frontier as JSON-ready data, numbers exact to their places.

    `worst_off` has a row for every level of the worst-off member with the least cost at which
    everybody reaches it; `whole` the fairest splits at growing cost.
    """
    fairness = found.fairness
    return {
        "format_version": FORMAT_VERSION,
        "measure": fairness.measure,
        "grid_pct": exact_decimal(fairness.grid_pct, 6),
        "cap_pct": "none" if fairness.cap_pct is None else exact_decimal(fairness.cap_pct, 6),
        "ledger": ledger_settings(fairness),
        "complete": found.complete,
        "least_cost_pln": _money(found.least_cost_pln),
        "worst_off": [_step(found, each) for each in found.steps],
        "whole": [_whole(found, each) for each in found.wholes],
        "sentence_pl": sentence(found, "pl"),
        "sentence_en": sentence(found, "en"),
        "errors": [dict(each) for each in found.errors],
        "provenance": dict(found.provenance),
    }


def frontier_csv(found: Frontier) -> str:
    """The frontier as CSV with a point in decimals: the curve first, then the whole plans."""
    return points_csv(frontier_document(found))


def points_csv(document: Mapping[str, Any]) -> str:
    """The same from the document of a frontier."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(_rows(document))
    return buffer.getvalue()


def above_least_pct(found: Frontier, cost: Fraction | None) -> Fraction | None:
    """How much dearer than the least cost, in percent."""
    least = found.least_cost_pln
    return None if cost is None or not least else (cost / least - 1) * 100


def level_pct(found: Frontier, level: int) -> Fraction:
    """A level in percent of the target."""
    return level * found.fairness.grid_pct


def ledger_settings(fairness: Fairness) -> dict[str, Any] | None:
    """How past years moved the targets; None where they did not."""
    found: dict[str, Any] | None = fairness_settings(fairness).get("ledger")
    return found


def _rows(document: Mapping[str, Any]) -> Iterator[list[Any]]:
    for kind in ("worst_off", "whole"):
        for each in document[kind]:
            yield [
                kind,
                each.get("name", ""),
                smallest_level_pct(document, each),
                each["task_cost_pln"],
                each["above_least_pct"],
                "yes" if each["proved"] else "no",
                each.get("smallest_ratio"),
                each.get("small_members_value_pln"),
                " ".join(map(str, each.get("levels", ()))),
                each.get("bound_pln"),
                " ".join(map(str, each.get("levels_bound", ()))),
            ]


def smallest_level_pct(document: Mapping[str, Any], point: Mapping[str, Any]) -> Any:
    """The lowest level of a point of a document, in percent of the target."""
    levels = point.get("levels") or ()
    grid = Fraction(str(document["grid_pct"]))
    return exact_decimal(levels[0] * grid, 6) if levels else point.get("level_pct")


def _step(found: Frontier, point: Point) -> dict[str, Any]:
    above = above_least_pct(found, point.cost_pln)
    return {
        "level": point.level,
        "level_pct": exact_decimal(level_pct(found, point.level), 6),
        "task_cost_pln": _money(point.cost_pln),
        "bound_pln": _money(point.bound_pln),
        "above_least_pct": None if above is None else exact_decimal(above, 6),
        "proved": point.proved,
        "stopped_by": point.stopped_by,
    }


def _whole(found: Frontier, point: Point) -> dict[str, Any]:
    above = above_least_pct(found, point.cost_pln)
    return {
        "name": point.name,
        "cost_cap_pln": _money(point.cost_cap_pln),
        "task_cost_pln": _money(point.cost_pln),
        "above_least_pct": None if above is None else exact_decimal(above, 6),
        "levels": list(point.levels),
        "levels_bound": list(point.levels_bound),
        "smallest_ratio": _ratio(point.smallest_ratio),
        "small_members_value_pln": _money(point.small_members_value_pln),
        "proved": point.proved,
        "stopped_by": point.stopped_by,
        "assignments": [
            {"member_id": who, "component_id": what, "quantity": exact_decimal(Fraction(much), 4)}
            for who, what, much in point.assignments
        ],
    }


def _money(value: Fraction | None) -> Decimal | None:
    return None if value is None else exact_decimal(value, 2)


def _ratio(value: Fraction | None) -> Decimal | None:
    return None if value is None else exact_decimal(value, 6)


def exact_decimal(value: Fraction, places: int) -> Decimal:
    """A number rounded half-up once to so many places; zeros at its end only for money."""
    return Decimal(plain(value, places, at_least=None if places == 2 else 0))
