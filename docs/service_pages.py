"""The parts of the pages on the service that are written by machine: settings and figures."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from annotated_types import Ge, Gt, Le
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from api.settings import PREFIX, Settings

MOST = 1_000_000_000
"""A bound that is there only so that there is one."""

FIGURES = Path(__file__).parent / "benchmarks" / "service.csv"
"""What `docs.measured_service` measured last."""

USUAL_OF_THE_MACHINE = {"slots": "cores", "threads_per_solve": "2, at most the cores"}
"""Defaults that follow from the machine."""


def settings_table() -> Iterator[str]:
    """Every setting: variable, default, what is accepted, what it is for."""
    yield "| variable | default | accepted | meaning |"
    yield "|---|---|---|---|"
    for name, field in Settings.model_fields.items():
        cells = (f"`{PREFIX}{name.upper()}`", _default(name, field), _accepted(field))
        meaning = str(field.description).replace("|", "\\|")
        yield f"| {' | '.join(cells)} | {meaning} |"


def _default(name: str, field: FieldInfo) -> str:
    if field.default is PydanticUndefined:
        return USUAL_OF_THE_MACHINE[name]
    if field.default in ("", ()):
        return "–"
    shown: Any = field.default
    return f"`{shown:g}`" if isinstance(shown, float) else f"`{shown}`"


def _accepted(field: FieldInfo) -> str:
    if get_origin(field.annotation) is Literal:
        return ", ".join(f"`{each}`" for each in get_args(field.annotation))
    kinds: dict[Any, str] = {int: "whole number", float: "number", str: "text", Path: "folder"}
    kind = kinds.get(field.annotation or str, "names")
    return " ".join(filter(None, (kind, *map(_limit, field.metadata))))


def _limit(limit: object) -> str:
    if isinstance(limit, Gt):
        return f"above {limit.gt}"
    if isinstance(limit, Ge):
        return f"from {limit.ge}"
    if isinstance(limit, Le) and limit.le != MOST:
        return f"up to {limit.le:g}" if isinstance(limit.le, float) else f"up to {limit.le}"
    return ""


def figures_table() -> Iterator[str]:
    """The figures measured last, as a table of Markdown."""
    yield "| what | measured | wanted |"
    yield "|---|---|---|"
    with FIGURES.open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            yield f"| {row['what']} | {row['measured']} | {row['wanted']} |"
