"""The account of past years as a table and sentences, from its document. Decides nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from allocator.problem.problem import Problem
from allocator.reporting.paper import Paper, paper_of
from allocator.reporting.tables import Cell, Column, Kind, Role, Row, Table
from allocator.texts.formats import money

Document = Mapping[str, Any]
Texts = tuple[str, str]

WORDS: Mapping[str, Texts] = {
    "title": ("Rachunek minionych lat", "The account of past years"),
    "sheet": ("rachunek", "account"),
    "counted": ("Tak liczy go polityka {policy}.", "This is how policy {policy} counts it."),
    "not_counted": (
        "Żadna wybrana polityka go nie liczy (ledger = 1); tak wyglądałby, gdyby liczyła.",
        "The policy chosen does not count it (ledger = 1); this is what it would be if it did.",
    ),
    "barred": ("nie mógł brać udziału", "could not take part"),
    "sum": ("Razem otwarte: {amount}", "Open in all: {amount}"),
    "nobody": ("Nikt nie ma udziału ani przeszłości.", "Nobody has a share or a past."),
}
HEADINGS: tuple[Texts, ...] = (
    ("członek", "member"),
    ("rok", "year"),
    ("było", "opening"),
    ("należne", "due"),
    ("dostał", "got"),
    ("zanikło", "faded"),
    ("ponad limit", "capped"),
    ("zostaje", "closing"),
)
AMOUNTS = (("opening", 1), ("due", 1), ("got", 1), ("faded", -1), ("capped", -1), ("closing", 1))
"""Columns of a year, and whether an amount is shown as one that is taken away."""


def ledger_paper(problem: Problem, document: Document, language: str) -> Paper:
    """The account as sheets: what it is, the years, then what each account means this year."""
    return paper_of(
        problem,
        document,
        language,
        title=word("title", language),
        sentences=(*ledger_head(document, language), *ledger_tail(problem, document, language)),
        tables=(ledger_table(problem, document, language),),
    )


def ledger_head(document: Document, language: str) -> tuple[str, ...]:
    """Whether any policy counts it so."""
    policy = document["ledger"]["policy_id"]
    told = word("counted" if policy else "not_counted", language, policy=policy or "")
    return (told,) if document["members"] else (told, word("nobody", language))


def ledger_tail(problem: Problem, document: Document, language: str) -> tuple[str, ...]:
    """What is open in all, and a sentence for each member."""
    if not document["members"]:
        return ()
    currency = problem.commission.currency or "PLN"
    amount = money(Fraction(document["open_pln"]), language, currency=currency)
    texts = (each[f"text_{language}"] for each in document["members"])
    return (word("sum", language, amount=amount), *texts)


def ledger_table(problem: Problem, document: Document, language: str) -> Table:
    """A row for each member and past year; the member is named in its first."""
    kinds = (Kind.TEXT, Kind.TEXT, *(Kind.PRICE for _ in AMOUNTS))
    return Table(
        word("sheet", language),
        word("title", language),
        tuple(
            Column(chosen(heading, language), kind, 30 if place == 0 else 16)
            for place, (heading, kind) in enumerate(zip(HEADINGS, kinds, strict=True))
        ),
        tuple(row for each in document["members"] for row in _rows(problem, each, language)),
    )


def word(name: str, language: str, **parameters: str) -> str:
    """A word or sentence of the account."""
    return chosen(WORDS[name], language).format(**parameters)


def chosen(texts: Texts, language: str) -> str:
    """The words in `pl` or `en`."""
    return texts[("pl", "en").index(language)]


def _rows(problem: Problem, found: Document, language: str) -> Iterator[Row]:
    member = problem.member[found["member_id"]]
    name = member.short_name or member.member_id
    for year in found["years"]:
        cells: list[Cell] = [sign * Fraction(year[f"{each}_pln"]) for each, sign in AMOUNTS]
        if not year["eligible"]:
            cells[1] = word("barred", language)
        yield Row((name, str(year["year"]), *cells), Role.DATA)
        name = ""
