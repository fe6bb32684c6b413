"""Incentives as a JSON object and as a CSV table; counts what pays, decides nothing else."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from allocator.reporting.csv_text import safe_text
from allocator.texts.formats import plain
from scenarios.incentive_texts import sentence
from scenarios.incentives import Incentives, Tried
from scenarios.misreports import KINDS

FORMAT_VERSION = 1
COLUMNS = (
    "member_id",
    "kind",
    "subject",
    "step_pct",
    "status",
    "truth_award",
    "award",
    "gain",
    "deliverable",
    "pays",
    "sure",
    "least_gain",
    "proved",
)


def incentives_document(found: Incentives) -> dict[str, Any]:
    """All tries and what they add up to, numbers with two decimals, ratios and steps exact."""
    return {
        "format_version": FORMAT_VERSION,
        "measure": found.measure,
        "key_by": found.key_by,
        "complete": found.complete,
        "decided": found.decided,
        "truth": {
            "status": found.truth.get("status"),
            "proved": bool(found.truth.get("proved")),
            "awards": [
                {"member_id": each, "award": amount(award)}
                for each, award in sorted((found.truth.get("awards") or {}).items())
            ],
        },
        "summary": {
            **counts(found.tried),
            "by_kind": [
                {
                    "kind": kind,
                    **counts(each for each in found.tried if each.misreport.kind == kind),
                }
                for kind in KINDS
                if any(each.misreport.kind == kind for each in found.tried)
            ],
            "by_member": [
                {
                    "member_id": who,
                    **counts(each for each in found.tried if each.misreport.member_id == who),
                }
                for who in sorted({each.misreport.member_id for each in found.tried})
            ],
        },
        "tried": [_tried(each) for each in found.tried],
        "sentence_pl": sentence(found, "pl"),
        "sentence_en": sentence(found, "en"),
        "provenance": dict(found.provenance),
    }


def incentives_csv(found: Incentives) -> str:
    """A row for each try, with a point in decimals."""
    return tries_csv(incentives_document(found))


def tries_csv(document: Mapping[str, Any]) -> str:
    """The same from the document of incentives.

    Texts that a spreadsheet would take for formulas are quoted with '.
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in document["tried"]:
        writer.writerow([_cell(row[name]) for name in COLUMNS])
    return buffer.getvalue()


def counts(tried: Iterable[Tried]) -> dict[str, Any]:
    """How many were tried, searched, pay, pay whatever the draw, and the largest gain."""
    listed = list(tried)
    paying = [each for each in listed if each.pays]
    largest = max((each.gain or Fraction(0) for each in paying), default=None)
    return {
        "tried": len(listed),
        "by_arithmetic": sum(each.status == "same" for each in listed),
        "no_split": sum(each.status == "infeasible" for each in listed),
        "not_decided": sum(each.status in ("unknown", "error", "refused") for each in listed),
        "pay": len(paying),
        "sure": sum(each.row.get("sure") is True for each in paying),
        "largest_gain": None if largest is None else amount(str(largest)),
    }


def amount(text: str | None) -> Decimal | None:
    """An exact amount rounded half-up to two decimals."""
    return None if text is None else Decimal(plain(Fraction(text), 2))


def _tried(each: Tried) -> dict[str, Any]:
    step, row = each.misreport.step_pct, each.row
    error = row.get("error")
    return {
        "member_id": each.misreport.member_id,
        "kind": each.misreport.kind,
        "subject": each.misreport.subject,
        "step_pct": None if step is None else Decimal(plain(step, 6, at_least=0)),
        "status": each.status,
        "truth_award": amount(row.get("truth_award")),
        "award": amount(row.get("award")),
        "gain": amount(row.get("gain")),
        "deliverable": row.get("deliverable"),
        "pays": each.pays,
        "sure": row.get("sure"),
        "least_gain": amount(row.get("least_gain")),
        "proved": bool(row.get("proved")),
        "seconds": row.get("seconds"),
        "error": None if error is None else {"kind": error["kind"], "text_en": error["text_en"]},
    }


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return safe_text(value)
    return "" if value is None else value
