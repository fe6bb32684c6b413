"""From a chart to bytes and files; needs neither browser nor network."""

from __future__ import annotations

import json
from collections.abc import Callable
from os import PathLike
from pathlib import Path
from typing import Any

from allocator.reading.atomic import write_file
from allocator.reporting.charts.theme import Chart
from allocator.texts.issues import InputError, Issue

SCALE = 2
"""Pixels of a PNG to one unit of the chart: sharp on paper and on fine screens."""


def chart_json(chart: Chart) -> str:
    """The chart as Vega-Lite JSON: the same bytes for the same result."""
    return json.dumps(chart.to_dict(), ensure_ascii=False, sort_keys=True, indent=1) + "\n"


def chart_bytes(chart: Chart, kind: str) -> bytes:
    """The chart drawn as `svg`, `png`, or as its `json`. Raises ValueError for another kind."""
    if kind not in _KINDS:
        raise ValueError(f"no chart is drawn as {kind!r}, only as {', '.join(sorted(_KINDS))}")
    return _KINDS[kind](chart)


def write_chart(chart: Chart, path: str | PathLike[str]) -> None:
    """Write the chart as .svg, .png or .json, by the path's suffix; whole or not at all.

    Raises `InputError` with code `output_kind_unknown` for another suffix and `not_writable`
    where the file can not be written.
    """
    target = Path(path)
    kind = target.suffix.lower().removeprefix(".")
    if kind not in _KINDS:
        known = ", ".join(f".{each}" for each in sorted(_KINDS))
        issue = Issue("output_kind_unknown", value=target.name, parameters=(("known", known),))
        raise InputError((issue,))
    write_file(target, chart_bytes(chart, kind))


def _json(chart: Chart) -> bytes:
    return chart_json(chart).encode()


def _svg(chart: Chart) -> bytes:
    import vl_convert  # starts an engine of its own, and only drawing needs it

    drawn: str = vl_convert.vegalite_to_svg(chart_json(chart), **_options())
    return drawn.encode()


def _png(chart: Chart) -> bytes:
    import vl_convert  # as above

    drawn: bytes = vl_convert.vegalite_to_png(chart_json(chart), scale=SCALE, **_options())
    return drawn


def _options() -> dict[str, Any]:
    from altair import SCHEMA_VERSION  # the version the chart is written in

    major, minor = SCHEMA_VERSION.split(".")[:2]
    return {"vl_version": f"{major}.{minor}", "allowed_base_urls": []}


_KINDS: dict[str, Callable[[Chart], bytes]] = {"json": _json, "svg": _svg, "png": _png}
