"""A frontier as a picture, drawn from its document: curve, whole splits, the sentence above."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from allocator.texts.formats import percent
from scenarios.frontier_tables import smallest_level_pct
from scenarios.frontier_texts import word

if TYPE_CHECKING:
    from allocator.reporting.charts.theme import Chart

NAMED = ("least", "fairest")


def frontier_chart(
    document: Mapping[str, Any], language: str = "pl", *, currency: str = "PLN"
) -> Chart:
    """The chart of a frontier's document; a sentence where nothing was found."""
    # Imported here: the drawing library is slow to load.
    from allocator.reporting.charts import LevelPoint, level_curve

    steps, wholes = (
        [
            LevelPoint(
                each["task_cost_pln"],
                smallest_level_pct(document, each),
                each["proved"],
                plan_mark(each.get("name", ""), language),
            )
            for each in document[kind]
            if each["task_cost_pln"] is not None
        ]
        for kind in ("worst_off", "whole")
    )
    return level_curve(
        steps,
        wholes,
        sentence=document[f"sentence_{language}"],
        language=language,
        currency=currency or "PLN",
    )


def frontier_drawing(
    document: Mapping[str, Any], kind: str, language: str = "pl", *, currency: str = "PLN"
) -> bytes:
    """The chart as `svg` or `png`."""
    # Imported here: as above.
    from allocator.reporting.charts import chart_bytes

    return chart_bytes(frontier_chart(document, language, currency=currency), kind)


def plan_mark(name: str, language: str) -> str:
    """What people call a whole split: cheapest, fairest, +0.25 %; nothing for any other."""
    if name in NAMED:
        return word(name, language)
    return "+" + percent(Fraction(name[1:]), language) if name.startswith("+") else ""
