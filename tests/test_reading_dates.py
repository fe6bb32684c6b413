"""Dates and months as people and spreadsheets write them."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from allocator.reading.dates import read_date, read_period


@pytest.mark.parametrize(
    "cell",
    [
        "2026-01-31",
        "31.01.2026",
        "31.1.2026",
        "31.01.2026 r.",
        "2026-01-31 00:00:00",
        date(2026, 1, 31),
        datetime(2026, 1, 31),
    ],
)
def test_dates(cell: object) -> None:
    assert read_date(cell) == date(2026, 1, 31)


@pytest.mark.parametrize(
    "cell", ["2026-02-30", "31.13.2026", "01/31/2026", "31-01-2026", "2026", 46053, "", None]
)
def test_what_is_no_date(cell: object) -> None:
    assert read_date(cell) is None


@pytest.mark.parametrize(
    "cell",
    [
        "2026-03",
        "2026-3",
        "03.2026",
        "3/2026",
        "2026-03-01",
        "01.03.2026",
        "mar.26",
        "mar 26",
        "Mar-26",
        "marzec 2026",
        datetime(2026, 3, 1),
        date(2026, 3, 15),
    ],
)
def test_months(cell: object) -> None:
    assert read_period(cell) == "2026-03"


@pytest.mark.parametrize(
    ("cell", "month"), [("paź.26", "2026-10"), ("gru 2026", "2026-12"), ("May-26", "2026-05")]
)
def test_months_by_name(cell: str, month: str) -> None:
    assert read_period(cell) == month


# 2026.1 may be what a spreadsheet left of 2026.10: it is refused, not guessed.
@pytest.mark.parametrize("cell", ["2026-13", "2026-00", "2026.1", "styczeń", "Q1 2026", 202601])
def test_what_is_no_month(cell: object) -> None:
    assert read_period(cell) is None
