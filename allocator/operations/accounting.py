"""Operation ledger: the account of past years, member by member; nothing is searched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from allocator.operations.faults import issue
from allocator.operations.operation import (
    Answer,
    Document,
    Operation,
    Order,
    Setting,
    Working,
    json_face,
)
from allocator.operations.papers import paper_faces
from allocator.problem.charter import LEDGER_KINDS
from allocator.texts.issues import InputError

if TYPE_CHECKING:
    from allocator.operations.fitting import Request
    from allocator.problem.problem import Problem
    from allocator.problem.request import Fairness
    from allocator.reporting.paper import Paper

COUNTED, NOT_COUNTED = "counted", "not_counted"


def carry_out(order: Order, working: Working) -> Answer:
    """Keep the books. Raises InputError for a member that the problem does not have."""
    settings = order.settings
    document = account_document(
        order.request,
        cap_pct=settings.get("ledger_cap"),
        fade_pct=settings.get("ledger_fade"),
        kind=settings.get("ledger_kind"),
        member_id=settings.get("member"),
        place="settings.member",
    )
    verdict = COUNTED if document["ledger"]["policy_id"] else NOT_COUNTED
    return Answer(document, "optimal", verdict, proved=True)


def account_document(
    request: Request,
    *,
    cap_pct: Fraction | None = None,
    fade_pct: Fraction | None = None,
    kind: str | None = None,
    member_id: str | None = None,
    place: str = "--member",
) -> dict[str, Any]:
    """The account of all members, or of one; where nothing is given, as the policy counts it.

    Raises InputError for a member that the problem does not have, with `place` as its column.
    """
    # Imported here: naming operations keeps no books.
    from allocator.measures.statements import statements
    from allocator.operations.origin import origin
    from allocator.reporting.ledger import ledger_document

    problem = request.problem
    if member_id is not None and member_id not in problem.member:
        known = ", ".join(sorted(problem.member))
        raise InputError((issue("unknown_member", place, member_id, near=known),))
    fairness, policy_id = ledger_settings(request, cap_pct=cap_pct, fade_pct=fade_pct, kind=kind)
    found = tuple(
        each for each in statements(problem, fairness) if member_id in (None, each.member_id)
    )
    document = ledger_document(problem, fairness, found, policy_id)
    return {**document, "provenance": origin(request)}


def ledger_settings(
    request: Request,
    *,
    cap_pct: Fraction | None = None,
    fade_pct: Fraction | None = None,
    kind: str | None = None,
) -> tuple[Fairness, str | None]:
    """The settings of the policy's first goal with a ledger, else those of a plain ledger.

    The second is the policy where it counts the ledger in just this way.
    """
    # Imported here: naming operations counts nothing.
    from allocator.problem.request import Ledger

    own = [each.fairness for each in request.goals if each.fairness.ledger is not None]
    fairness = own[0] if own else request.terms.fairness
    stated = fairness.ledger or Ledger()
    ledger = Ledger(
        kind or stated.kind,
        stated.cap_pct if cap_pct is None else cap_pct,
        stated.fade_pct if fade_pct is None else fade_pct,
    )
    counts = bool(own) and ledger == stated
    return replace(fairness, ledger=ledger), request.policy_id if counts else None


def paper(problem: Problem, document: Document, language: str) -> Paper:
    """The account as sheets."""
    # Imported here: naming operations writes no paper.
    from allocator.reporting.ledger_paper import ledger_paper

    return ledger_paper(problem, document, language)


def table(problem: Problem, document: Document, language: str) -> bytes:
    """A row for each member and year as CSV, in no language."""
    # Imported here: as above.
    from allocator.reporting.ledger import ledger_csv

    return ledger_csv(problem, document).encode()


def schema() -> Mapping[str, Any]:
    """The JSON Schema of its document."""
    # Imported here: naming operations needs no schema.
    from allocator.operations.schemas_fairness import ledger_schema

    return ledger_schema()


LEDGER = Operation(
    "ledger",
    (
        "pokazuje rachunek minionych lat: co komu się należało, co dostał, co zostało na ten rok",
        "shows the account of past years: what each was due, what it got, what is left this year",
    ),
    frozenset(("scenario", "policy", "fairness")),
    carry_out,
    {"json": json_face, **paper_faces(paper), "csv": table},
    schema,
    settings=(
        Setting(
            "ledger_cap",
            (
                "najwięcej zaległości, procent rocznego udziału; bez tego jak w polityce",
                "the most that is owed, percent of a yearly share; left out, the policy's",
            ),
            kind="number",
            least=0,
        ),
        Setting(
            "ledger_fade",
            (
                "ile procent zanika co rok; bez tego jak w polityce",
                "how many percent fade a year; left out, the policy's",
            ),
            kind="number",
            least=0,
            most=100,
        ),
        Setting(
            "ledger_kind",
            (
                "added: zaległość dodaje się do celu; cumulative: wszystkie lata liczą się razem",
                "added: a deficit is added to the target; cumulative: all years count together",
            ),
            kind="choice",
            choices=LEDGER_KINDS,
        ),
        Setting(
            "member",
            ("tylko rachunek tego członka", "only the account of this member"),
        ),
    ),
    command="ledger",
)
