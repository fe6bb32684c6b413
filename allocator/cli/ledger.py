"""`allocator ledger PATH`: the account of past years, member by member, without a solver."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from allocator.cli.declaring import Command, Invocation, Option, Texts, chosen
from allocator.cli.exits import Exit
from allocator.cli.options import FORMAT, MEASURE, PATH, POLICY, QUIET, SCENARIO
from allocator.cli.request import Request, request_of
from allocator.cli.speaking import say, say_object
from allocator.cli.values import NOT_NEGATIVE, PERCENT, Faults, issue, number_option
from allocator.problem.charter import LEDGER_KINDS

if TYPE_CHECKING:
    from allocator.measures.statements import Statement
    from allocator.problem.request import Fairness

KINDS = (".json", ".csv")
TITLE: Texts = ("Rachunek minionych lat", "The account of past years")
COUNTED: Texts = (
    "Tak liczy go polityka {policy}.",
    "This is how policy {policy} counts it.",
)
NOT_COUNTED: Texts = (
    "Żadna wybrana polityka go nie liczy (ledger = 1); tak wyglądałby, gdyby liczyła.",
    "The policy chosen does not count it (ledger = 1); this is what it would be if it did.",
)
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
BARRED: Texts = ("nie mógł brać udziału", "could not take part")
SUM: Texts = ("Razem otwarte: {amount}", "Open in all: {amount}")
NOBODY: Texts = ("Nikt nie ma udziału ani przeszłości.", "Nobody has a share or a past.")


def run(invocation: Invocation) -> int:
    """Read the problem, keep the books, show and write them."""
    # Imported here: help keeps no books.
    from allocator.cli.output import output_issues, whole_file
    from allocator.cli.telling import tell_notices
    from allocator.measures.statements import statements
    from allocator.reporting import dump_document
    from allocator.reporting.ledger import ledger_csv, ledger_document

    faults = Faults()
    cap = number_option(invocation, "--ledger-cap", NOT_NEGATIVE, faults)
    fade = number_option(invocation, "--ledger-fade", PERCENT, faults)
    outputs = invocation.texts("--out")
    faults.issues += output_issues("--out", outputs, KINDS, inputs=(invocation.path,))
    request = request_of(invocation, faults)
    fairness, policy_id = _fairness(invocation, request, cap, fade)
    member_id = invocation.text("--member")
    if member_id is not None and member_id not in request.problem.member:
        faults.issues.append(issue("unknown_member", "--member", member_id, near=_near(request)))
    faults.end()
    found = tuple(
        each
        for each in statements(request.problem, fairness)
        if member_id in (None, each.member_id)
    )
    document = ledger_document(request.problem, fairness, found, policy_id)
    for path in outputs:
        is_json = path.lower().endswith(".json")
        text = dump_document(document) if is_json else ledger_csv(request.problem, found)
        with whole_file(path) as draft:
            draft.write_text(text, encoding="utf-8")
    if invocation.wants_json:
        say_object(document)
    else:
        tell_notices(request.notices, invocation)
        say("\n".join(_lines(request, fairness, found, policy_id, invocation.language)))
    return Exit.RIGHT


def _fairness(
    invocation: Invocation, request: Request, cap: Fraction | None, fade: Fraction | None
) -> tuple[Fairness, str | None]:
    """The settings of the policy's first goal with a ledger, else those of a plain ledger.

    The second is the policy where it counts the ledger in just this way.
    """
    # Imported here: help counts nothing.
    from allocator.problem.request import Ledger

    own = [each.fairness for each in request.goals if each.fairness.ledger is not None]
    fairness = own[0] if own else request.terms.fairness
    stated = fairness.ledger or Ledger()
    ledger = Ledger(
        invocation.text("--ledger-kind") or stated.kind,
        stated.cap_pct if cap is None else cap,
        stated.fade_pct if fade is None else fade,
    )
    counts = bool(own) and ledger == stated
    return replace(fairness, ledger=ledger), request.policy_id if counts else None


def _near(request: Request) -> str:
    return ", ".join(sorted(request.problem.member))


def _lines(
    request: Request,
    fairness: Fairness,
    found: Sequence[Statement],
    policy_id: str | None,
    language: str,
) -> Iterator[str]:
    # Imported here: a program needs no table.
    from allocator.cli.tabulating import table
    from allocator.reporting.ledger import ledger_sentence
    from allocator.texts.formats import money

    yield chosen(TITLE, language)
    yield chosen(COUNTED if policy_id else NOT_COUNTED, language).format(policy=policy_id)
    yield ""
    if not found:
        yield chosen(NOBODY, language)
        return
    rows = [row for each in found for row in _rows(request, each, language)]
    headings = [chosen(each, language) for each in HEADINGS]
    yield from table(headings, rows, right=range(1, len(headings)))
    total = sum((each.account.open_pln for each in found), Fraction(0))
    currency = request.problem.commission.currency or "PLN"
    yield chosen(SUM, language).format(amount=money(total, language, currency=currency))
    yield ""
    for each in found:
        yield ledger_sentence(request.problem, fairness, each, language)


def _rows(request: Request, found: Statement, language: str) -> Iterator[list[str]]:
    # Imported here: a program needs no table.
    from allocator.texts.formats import number

    member = request.problem.member[found.member_id]
    name = member.short_name or member.member_id
    for each in found.account.years:
        amounts = (
            each.opening_pln,
            each.due_pln,
            each.got_pln,
            -each.faded_pln,
            -each.capped_pln,
            each.closing_pln,
        )
        cells = [number(amount, language, places=2, at_least=2) for amount in amounts]
        if not each.eligible:
            cells[1] = chosen(BARRED, language)
        yield [name, str(each.year), *cells]
        name = ""


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
            ("zapisuje rachunek: .csv albo .json", "writes the account: .csv or .json"),
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
