"""Operations compare-rules and incentives, from their records for queue and service.

Imported whenever help is shown, so nothing heavy stands at the top.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from allocator.operations.engine_faults import told_as_fault
from allocator.operations.faults import Faults
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
from allocator.problem.drafting import near

if TYPE_CHECKING:
    from allocator.operations.fitting import Request
    from allocator.problem.problem import Problem
    from allocator.reporting.paper import Paper
    from allocator.solving import Options
    from scenarios.fair_rules import RulesCompared
    from scenarios.incentives import IncentiveProgress

AGREE, DIFFER, OPEN = "agree", "differ", "unknown"


def carry_out_rules(order: Order, working: Working) -> Answer:
    """The split by each of three policies of rounding."""
    # Imported here: naming operations searches nothing.
    from scenarios.fair_rules import compare_rules

    request, options = order.request, order.options
    with told_as_fault(options.backend):
        found = compare_rules(
            request.problem,
            request.goals[0].fairness,
            request.terms,
            options,
            listener=working.listener,
            should_stop=working.should_stop,
        )
    document = rules_answer(request, options, found)
    if found.infeasible:
        return Answer(document, "infeasible", OPEN, proved=True)
    verdict = OPEN if not found.complete else AGREE if found.common is not None else DIFFER
    any_split = any(each.quantities for each in found.splits)
    status = "optimal" if found.complete else "feasible" if any_split else "unknown"
    return Answer(document, status, verdict, proved=found.complete)


def rules_answer(request: Request, options: Options, found: RulesCompared) -> dict[str, Any]:
    """The document of a comparison, with where it comes from."""
    # Imported here: as above.
    from allocator.operations.origin import origin
    from scenarios.fair_rules_texts import rules_document

    return {**rules_document(request.problem, found), "provenance": origin(request, options)}


def carry_out_incentives(order: Order, working: Working) -> Answer:
    """The truth, then one change at a time; on threads of this process, each on one.

    The time limit is for all tries together. Raises InputError for members and kinds that there
    are not, RuntimeError where a try failed.
    """
    # Imported here: naming operations searches nothing.
    from allocator.solving.progress import Clock, PhaseProgress
    from scenarios.frontier import threads
    from scenarios.incentive_tables import incentives_document
    from scenarios.incentives import incentives
    from scenarios.misreports import asked_misreports

    request, options, settings = order.request, order.options, order.settings
    members, kinds = settings.get("members") or (), settings.get("kinds") or ()
    _check(request.problem, members, kinds)
    key = settings.get("key") or "table"
    clock = Clock.start(options.limits.time_seconds)

    def should_stop() -> bool:
        asked = working.should_stop is not None and working.should_stop()
        return asked or clock.share(1) == 0

    def told(progress: IncentiveProgress) -> None:
        if working.listener is not None:
            phase = f"incentives:{progress.done}/{progress.of}"
            working.listener(PhaseProgress(phase, None, None, progress.seconds))

    with told_as_fault(options.backend):
        found = incentives(
            request.problem,
            request.goals,
            request.terms,
            replace(options, limits=replace(options.limits, time_seconds=None)),
            tries=asked_misreports(
                request.problem, kinds, settings.get("steps_pct") or (), members, key_by=key
            ),
            key_by=key,
            workers=options.workers,
            pool=threads,
            listener=told,
            should_stop=should_stop,
            context=request.context,
        )
    for row in (found.truth, *(each.row for each in found.tried)):
        if row.get("status") == "error":
            raise RuntimeError(f"{row['error']['kind']}: {row['error']['text_en']}")
    document = incentives_document(found)
    truth = found.truth.get("status")
    if truth == "infeasible":
        return Answer(document, "infeasible", OPEN, proved=True)
    if truth not in ("optimal", "feasible"):
        return Answer(document, "unknown", OPEN, proved=False)
    verdict = "some_pay" if found.paying else "none_pays" if found.decided else OPEN
    status = "optimal" if found.decided else "feasible"
    return Answer(document, status, verdict, proved=found.decided)


def _check(problem: Problem, members: Sequence[str], kinds: Sequence[str]) -> None:
    """Raise InputError for members and kinds of misreports that there are not."""
    # Imported here: as above.
    from scenarios.misreports import KINDS

    faults = Faults()
    for name, code, given, known in (
        ("settings.members", "unknown_member", members, problem.member),
        ("settings.kinds", "option_not_a_choice", kinds, KINDS),
    ):
        for each in given:
            if each not in known:
                faults.add(code, name, each, near=near(each, known), known=", ".join(known))
    faults.end()


def rules_paper(problem: Problem, document: Document, language: str) -> Paper:
    """The three splits, as sheets."""
    # Imported here: naming operations writes no paper.
    from scenarios.fair_rules_paper import rules_paper as paper

    return paper(problem, document, language)


def incentives_paper(problem: Problem, document: Document, language: str) -> Paper:
    """What pays, as sheets."""
    # Imported here: as above.
    from scenarios.incentive_paper import incentives_paper as paper

    return paper(problem, document, language)


def incentives_table(problem: Problem, document: Document, language: str) -> bytes:
    """A row for each try as CSV, in no language."""
    # Imported here: as above.
    from scenarios.incentive_tables import tries_csv

    return tries_csv(document).encode()


def rules_schema() -> Mapping[str, Any]:
    """The JSON Schema of a comparison of the rules."""
    # Imported here: naming operations needs no schema.
    from scenarios.schemas_fairness import rules_schema as schema

    return schema()


def incentives_schema() -> Mapping[str, Any]:
    """The JSON Schema of measured incentives."""
    # Imported here: as above.
    from scenarios.schemas_fairness import incentives_schema as schema

    return schema()


COMPARE_RULES_OPERATION = Operation(
    "compare_rules",
    (
        "pokazuje obok siebie podziały przy trzech sposobach zaokrąglania: przyjaznym małym, "
        "neutralnym i przyjaznym dużym",
        "shows the splits by three policies of rounding side by side: small-friendly, neutral, "
        "big-friendly",
    ),
    frozenset(("scenario", "policy", "fairness", "rules_off", "options")),
    carry_out_rules,
    {"json": json_face, **paper_faces(rules_paper)},
    rules_schema,
    command="compare-rules",
    goal="target_share",
)

INCENTIVES_OPERATION = Operation(
    "incentives",
    (
        "mierzy, czy komuś opłaciłoby się zgłosić nieprawdę (dla badaczy)",
        "measures whether a misreport would pay for anybody (for researchers)",
    ),
    frozenset(("scenario", "policy", "goals", "fairness", "rules_off", "options")),
    carry_out_incentives,
    {"json": json_face, **paper_faces(incentives_paper), "csv": incentives_table},
    incentives_schema,
    settings=(
        Setting(
            "kinds",
            (
                "co sprawdzić: capacity, staff, offer, competence, more; bez tego wszystko prócz "
                "ostatniego",
                "what to try: capacity, staff, offer, competence, more; left out, all but the last",
            ),
            repeats=True,
            default=(),
        ),
        Setting(
            "steps_pct",
            (
                "zgłoszone moce, procent prawdziwych; bez tego 75, 50, 25 (dla more 125, 150, 200)",
                "declared capacity, percent of the true one; left out, 75, 50, 25 (for more 125, "
                "150, 200)",
            ),
            kind="number",
            repeats=True,
            default=(),
        ),
        Setting(
            "members",
            ("tylko ci członkowie; bez tego wszyscy", "only these members; left out, all of them"),
            repeats=True,
            default=(),
        ),
        Setting(
            "key",
            (
                "table: udziały z tabeli members; capacity: ze zgłoszonych mocy",
                "table: shares from table members; capacity: from declared capacity",
            ),
            kind="choice",
            choices=("table", "capacity"),
        ),
    ),
    command="incentives",
)
