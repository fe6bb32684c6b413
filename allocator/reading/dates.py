"""Dates and months as people and spreadsheets write them. Knows no table and no file."""

from __future__ import annotations

import re
from datetime import date, datetime

_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]00:00(?::00(?:\.0+)?)?)?")
_POLISH = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?: ?r\.?)?")
_MONTH = re.compile(r"(\d{4})[-/](\d{1,2})")
_MONTH_FIRST = re.compile(r"(\d{1,2})[-/.](\d{4})")
_NAMED = re.compile(r"([^\W\d_]{3})[^\W\d_]*[-. ]{1,2}(\d{4}|\d{2})")
_MONTHS = {
    name: number
    for names in (
        "sty lut mar kwi maj cze lip sie wrz paź lis gru",
        "sty lut mar kwi maj cze lip sie wrz paz lis gru",
        "jan feb mar apr may jun jul aug sep oct nov dec",
    )
    for number, name in enumerate(names.split(), start=1)
}
"""First three letters of a month, as spreadsheets abbreviate it (sty.26, Jan-26)."""


def read_date(cell: object) -> date | None:
    """A date cell, `2026-01-31` or `31.01.2026`; None for anything else."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if not isinstance(cell, str):
        return None
    if found := _ISO.fullmatch(cell):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := _POLISH.fullmatch(cell):
        return _day(int(found[3]), int(found[2]), int(found[1]))
    return None


def read_period(cell: object) -> str | None:
    """A month as `2026-01`: typed so, or what a spreadsheet made of it; None for anything else."""
    day = read_date(cell)
    if day is not None:
        return f"{day.year:04d}-{day.month:02d}"
    if not isinstance(cell, str):
        return None
    if found := _MONTH.fullmatch(cell):
        return _month(int(found[1]), int(found[2]))
    if found := _MONTH_FIRST.fullmatch(cell):
        return _month(int(found[2]), int(found[1]))
    found = _NAMED.fullmatch(cell)
    if found and (number := _MONTHS.get(found[1].lower())):
        year = int(found[2])
        return _month(year if year > 99 else 2000 + year, number)
    return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month(year: int, month: int) -> str | None:
    return f"{year:04d}-{month:02d}" if 1 <= month <= 12 and year else None
