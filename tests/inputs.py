"""A small commission as files, whole or with one of them changed, for tests of reading."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from allocator.reading import read_problem
from allocator.texts.issues import InputError, Issue

TOWN = Path("scenarios/data/hajnowka-2026")
GRANT = Path("scenarios/data/grant-2026")

SMALL: Mapping[str, str] = {
    "commission.csv": "key,value,meaning\ncommission_id,T1,\nperiod_start,2026-01-01,first day\n"
    "period_end,2026-02-28,\nbudget_total_pln,1000,\n",
    "periods.csv": "period\n2026-01\n2026-02\n",
    "sectors.csv": "sector_id,name_pl\nS1,Opieka\n",
    "components.csv": "component_id,sector_id,quantity,critical\nC1,S1,10,0\n",
    "demand.csv": "component_id,period,quantity\nC1,2026-01,5\nC1,2026-02,5\n",
    "members.csv": "member_id,name_pl,is_small\nM1,Źródło,1\nM2,Łąka,0\n",
    "offers.csv": "component_id,member_id,unit_cost_pln,capacity_max,labour_hours_per_unit\n"
    "C1,M1,49.80,10,1\nC1,M2,51.50,10,1\n",
}


def folder(path: Path, **changed: str | bytes | None) -> Path:
    """The small commission in a new folder; a table named is replaced, or left out for None."""
    path.mkdir(parents=True, exist_ok=True)
    files: dict[str, str | bytes | None] = {**SMALL}
    files |= {f"{name}.csv": content for name, content in changed.items()}
    for name, content in files.items():
        if content is not None:
            data = content.encode() if isinstance(content, str) else content
            (path / name).write_bytes(data)
    return path


def document(path: Path, **changed: Any) -> Path:
    """The small commission as a JSON document; a key named is replaced, or left out for None."""
    content: dict[str, Any] = {
        "format_version": 1,
        "commission": {
            "commission_id": "T1",
            "period_start": "2026-01-01",
            "period_end": "2026-02-28",
            "budget_total_pln": 1000,
        },
        "meanings": {"period_start": "first day"},
        "periods": [{"period": "2026-01"}, {"period": "2026-02"}],
        "sectors": [{"sector_id": "S1", "name_pl": "Opieka"}],
        "components": [{"component_id": "C1", "sector_id": "S1", "quantity": 10}],
        "demand": [
            {"component_id": "C1", "period": "2026-01", "quantity": 5},
            {"component_id": "C1", "period": "2026-02", "quantity": 5},
        ],
        "members": [
            {"member_id": "M1", "name_pl": "Źródło", "is_small": True},
            {"member_id": "M2", "name_pl": "Łąka", "is_small": False},
        ],
        "offers": [
            _offer("M1", "49.80"),
            _offer("M2", "51.50"),
        ],
    } | changed
    kept = {key: value for key, value in content.items() if value is not None}
    path.write_text(json.dumps(kept), encoding="utf-8")
    return path


def _offer(member: str, price: str) -> dict[str, Any]:
    return {
        "component_id": "C1",
        "member_id": member,
        "unit_cost_pln": price,
        "capacity_max": 10,
        "labour_hours_per_unit": 1,
    }


def workbook(path: Path, source: Path, change: Callable[[Any], None] | None = None) -> Path:
    """The tables of a folder of CSV files as a workbook of text cells, then changed by hand."""
    import csv

    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    for file in sorted(source.glob("*.csv")):
        sheet = book.create_sheet(file.stem)
        with file.open(encoding="utf-8", newline="") as rows:
            for row in csv.reader(rows):
                sheet.append(row)
    if change:
        change(book)
    book.save(path)
    return path


def faults(path: Path) -> tuple[Issue, ...]:
    """The faults that reading a problem ends with; none if it is read."""
    try:
        read_problem(path)
    except InputError as error:
        return error.issues
    return ()


def codes(path: Path) -> list[str]:
    """The codes of the faults."""
    return [each.code for each in faults(path)]


def only_fault(path: Path) -> Issue:
    """The one fault there is."""
    (found,) = faults(path)
    return found
