"""The account of past years as a JSON object, a CSV table and sentences. Decides nothing."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from allocator.measures.ledger import AccountYear
from allocator.measures.statements import Statement
from allocator.problem.digest import problem_digest
from allocator.problem.problem import Problem
from allocator.problem.request import Fairness
from allocator.reporting.csv_text import safe_text
from allocator.texts.formats import money, number, plain

FORMAT_VERSION = 1
YEAR_COLUMNS = ("opening", "due", "got", "faded", "capped", "closing")
COLUMNS = (
    "member_id",
    "year",
    "eligible",
    *(f"{each}_pln" for each in YEAR_COLUMNS),
    "share",
    "counted",
    "had_before",
    "target",
)
"""A row for each past year; then one for this year, whose last four are in the measure's unit."""

SENTENCES: Mapping[str, tuple[str, str]] = {
    "owed": (
        "{name}: z minionych lat zostaje do wyrównania {open}. Tegoroczny udział {share} rośnie o "
        "{counted}; cel wynosi {target}.",
        "{name}: {open} of past years is still owed. This year's share of {share} grows by "
        "{counted}; the target is {target}.",
    ),
    "excess": (
        "{name}: w minionych latach dostał o {open} więcej, niż wynika z klucza. Tegoroczny udział "
        "{share} maleje o {counted}; cel wynosi {target}.",
        "{name}: past years brought {open} more than the key gives. This year's share of {share} "
        "shrinks by {counted}; the target is {target}.",
    ),
    "no_claim": (
        "{name}: w minionych latach dostał o {open} więcej, niż wynika z klucza. W tym roku nie ma "
        "roszczenia (udział {share}), a {rest} przechodzi na następny rok.",
        "{name}: past years brought {open} more than the key gives. This year it has no claim "
        "(share {share}), and {rest} carries on to the next year.",
    ),
    "even": (
        "{name}: minione lata są wyrównane; cel to tegoroczny udział {share}.",
        "{name}: past years are even; the target is this year's share of {share}.",
    ),
    "together": (
        "{name}: wszystkie lata liczą się razem. Miał już {had}; z tegorocznym udziałem {share} "
        "należy mu się łącznie {target}.",
        "{name}: all years are counted together. It has had {had}; with this year's share of "
        "{share} it is due {target} in all.",
    ),
    "no_share": (
        "{name}: nie ma udziału w kluczu, więc niczego się nie dolicza (saldo {open}).",
        "{name}: no share in the key, so nothing is counted (balance {open}).",
    ),
}


def ledger_document(
    problem: Problem, fairness: Fairness, found: Sequence[Statement], policy_id: str | None
) -> dict[str, Any]:
    """The statements as JSON-ready data; PLN to the grosz, this year's amounts in the measure.

    `policy_id` is the policy that counts the ledger so; None where it was only asked for.
    """
    ledger = fairness.ledger
    assert ledger is not None, "a statement is of a ledger"
    return {
        "format_version": FORMAT_VERSION,
        "problem_digest": problem_digest(problem),
        "measure": fairness.measure,
        "ledger": {
            "kind": ledger.kind,
            "cap_pct": "none" if ledger.cap_pct is None else _exact(ledger.cap_pct),
            "fade_pct": _exact(ledger.fade_pct),
            "policy_id": policy_id,
        },
        "open_pln": _amount(sum((each.account.open_pln for each in found), Fraction(0))),
        "members": [_member(problem, fairness, each) for each in found],
    }


def ledger_csv(problem: Problem, document: Mapping[str, Any]) -> str:
    """The document of statements as CSV with a point in decimals, a row for each member and year.

    Texts that a spreadsheet would take for formulas are quoted with '.
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(COLUMNS)
    for each in document["members"]:
        writer.writerows(_rows(problem, each))
    return buffer.getvalue()


def ledger_sentence(problem: Problem, fairness: Fairness, found: Statement, language: str) -> str:
    """What a member's account means for it this year, in one or two sentences."""

    def said(value: Fraction) -> str:
        if fairness.measure == "hours":
            return f"{number(value, language, places=2)} h"
        return money(value, language, currency=currency)

    currency = problem.commission.currency or "PLN"
    member = problem.member[found.member_id]
    open_pln = money(abs(found.account.open_pln), language, currency=currency)
    words = {"name": member.short_name or member.member_id, "open": open_pln}
    if found.share is None or found.carried is None:
        words["open"] = money(found.account.open_pln, language, currency=currency)
    else:
        words |= {
            "share": said(found.share),
            "counted": said(abs(found.carried.counted)),
            "had": said(found.carried.had),
            "target": said(found.target or Fraction(0)),
            "rest": said(found.carries_on),
        }
    return SENTENCES[_kind(fairness, found)][language != "pl"].format(**words)


def _kind(fairness: Fairness, found: Statement) -> str:
    if found.share is None or found.carried is None:
        return "no_share"
    if fairness.ledger is not None and fairness.ledger.kind == "cumulative":
        return "together"
    if found.target is None:
        return "no_claim"
    if not found.account.open_pln:
        return "even"
    return "owed" if found.account.open_pln > 0 else "excess"


def _member(problem: Problem, fairness: Fairness, found: Statement) -> dict[str, Any]:
    account, past = found.account, found.carried
    return {
        "member_id": found.member_id,
        "years": [
            {"year": each.year, "eligible": each.eligible, **_amounts(each)}
            for each in account.years
        ],
        "open_pln": _amount(account.open_pln),
        "had_pln": _amount(account.had_pln),
        "share": _amount(found.share),
        "counted": None if past is None else _amount(past.counted),
        "not_counted": None if past is None else _amount(past.capped),
        "had_before": None if past is None else _amount(past.had),
        "target": _amount(found.target),
        "carries_on": _amount(found.carries_on),
        "text_pl": ledger_sentence(problem, fairness, found, "pl"),
        "text_en": ledger_sentence(problem, fairness, found, "en"),
    }


def _amounts(year: AccountYear) -> dict[str, Decimal | None]:
    return {f"{each}_pln": _amount(getattr(year, f"{each}_pln")) for each in YEAR_COLUMNS}


def _rows(problem: Problem, found: Mapping[str, Any]) -> Iterator[list[Any]]:
    who = safe_text(found["member_id"])
    for each in found["years"]:
        amounts = (each[f"{name}_pln"] for name in YEAR_COLUMNS)
        yield [who, each["year"], int(each["eligible"]), *amounts, *[None] * 4]
    yield [
        who,
        problem.commission.period_start.year,
        None,
        found["open_pln"],
        *[None] * 5,
        *(found[name] for name in ("share", "counted", "had_before", "target")),
    ]


def _amount(value: Fraction | None) -> Decimal | None:
    return None if value is None else Decimal(plain(value, 2))


def _exact(value: Fraction) -> int | Decimal:
    return int(value) if value.denominator == 1 else Decimal(plain(value, 6, at_least=0))
