"""`allocator ledger PATH`: the account of past years, member by member, without a solver."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from allocator.cli.declaring import Command, Invocation, Option
from allocator.cli.exits import Exit
from allocator.cli.options import FORMAT, MEASURE, PATH, POLICY, QUIET, SCENARIO
from allocator.cli.request import Request, request_of
from allocator.cli.speaking import say, say_object
from allocator.cli.values import NOT_NEGATIVE, PERCENT, Faults, number_option
from allocator.problem.charter import LEDGER_KINDS

KINDS = (".json", ".xlsx", ".md", ".csv")


def run(invocation: Invocation) -> int:
    """Read the problem, keep the books, show and write them."""
    # Imported here: help keeps no books.
    from allocator.cli.operating import write_faces
    from allocator.cli.output import output_issues
    from allocator.cli.telling import tell_notices
    from allocator.operations.accounting import LEDGER, account_document

    faults = Faults()
    cap = number_option(invocation, "--ledger-cap", NOT_NEGATIVE, faults)
    fade = number_option(invocation, "--ledger-fade", PERCENT, faults)
    outputs = invocation.texts("--out")
    faults.issues += output_issues("--out", outputs, KINDS, inputs=(invocation.path,))
    request = request_of(invocation, faults)
    document = account_document(
        request,
        cap_pct=cap,
        fade_pct=fade,
        kind=invocation.text("--ledger-kind"),
        member_id=invocation.text("--member"),
    )
    write_faces(LEDGER, request.problem, document, outputs, invocation.language)
    if invocation.wants_json:
        say_object(document)
    else:
        tell_notices(request.notices, invocation)
        say("\n".join(_lines(request, document, invocation.language)))
    return Exit.RIGHT


def _lines(request: Request, document: Mapping[str, Any], language: str) -> Iterator[str]:
    # Imported here: a program needs no table.
    from allocator.cli.tabulating import plain_table
    from allocator.reporting.ledger_paper import ledger_head, ledger_table, ledger_tail, word

    problem = request.problem
    yield word("title", language)
    head, *nobody = ledger_head(document, language)
    yield from (head, "", *nobody)
    if nobody:
        return
    yield from plain_table(ledger_table(problem, document, language), language)
    total, *sentences = ledger_tail(problem, document, language)
    yield from (total, "", *sentences)


COMMAND = Command(
    "ledger",
    (
        "pokazuje rachunek minionych lat: co komu się należało, co dostał, co zostało na ten rok",
        "shows the account of past years: what each was due, what it got, what is left this year",
    ),
    run,
    arguments=(PATH,),
    options=(
        SCENARIO,
        POLICY,
        MEASURE,
        Option(
            "--ledger-cap",
            (
                "najwięcej zaległości, procent rocznego udziału (z polityki albo bez limitu)",
                "the most that is owed, percent of a yearly share (the policy's, or no limit)",
            ),
            value="PCT",
        ),
        Option(
            "--ledger-fade",
            (
                "ile procent zanika co rok (z polityki albo 0)",
                "how many percent fade a year (the policy's, or 0)",
            ),
            value="PCT",
        ),
        Option(
            "--ledger-kind",
            (
                "added: zaległość dodaje się do celu; cumulative: wszystkie lata liczą się razem",
                "added: a deficit is added to the target; cumulative: all years count together",
            ),
            value="KIND",
            choices=LEDGER_KINDS,
        ),
        Option(
            "--member",
            ("tylko rachunek tego członka", "only the account of this member"),
            value="ID",
        ),
        Option(
            "--out",
            (
                "zapisuje rachunek: .xlsx, .md, .csv albo .json",
                "writes the account: .xlsx, .md, .csv or .json",
            ),
            value="FILE",
            repeats=True,
        ),
        FORMAT,
        QUIET,
    ),
    details=(
        "Z tabeli history: należne to target_pln albo udział w kluczu z sumy roku; kto nie mógł "
        "brać udziału, temu nic nie przybywa. Niczego nie szuka.",
        "From table history: due is target_pln, or the key's share of the year's total; who could "
        "not take part gains nothing. Searches nothing.",
    ),
)
