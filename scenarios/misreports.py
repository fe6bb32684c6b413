"""What a member could declare other than the truth, one thing at a time; the problem it makes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil

from allocator.problem.building import build
from allocator.problem.columns import Record
from allocator.problem.eligibility import eligible_pairs
from allocator.problem.problem import Problem
from allocator.problem.records import MemberCompetence, Offer, Staff

LESS, STAFF, OFFER, COMPETENCE, MORE = "capacity", "staff", "offer", "competence", "more"
KINDS = (LESS, STAFF, OFFER, COMPETENCE, MORE)
"""Less capacity in all offers; fewer hours of staff; an offer withdrawn; a competence hidden; more
capacity and hours than there are."""
USUAL_KINDS = (LESS, STAFF, OFFER, COMPETENCE)

STEPS_PCT = tuple(Fraction(each) for each in (75, 50, 25))
MORE_PCT = tuple(Fraction(each) for each in (125, 150, 200))


@dataclass(frozen=True, slots=True)
class Misreport:
    """One member declares one thing otherwise: `subject` is a component or a competence.

    `step_pct` is what it declares of its true capacity, in percent; None where it hides something.
    """

    kind: str
    member_id: str
    subject: str = ""
    step_pct: Fraction | None = None


def asked_misreports(
    problem: Problem,
    kinds: Sequence[str],
    steps_pct: Sequence[Fraction],
    members: Sequence[str],
    *,
    key_by: str,
) -> tuple[Misreport, ...]:
    """The misreports that people asked for: steps below 100 declare less, those above it more.

    Left out, all kinds; more than there is only where shares follow what is declared (`key_by`
    capacity).
    """
    wanted = kinds or (*USUAL_KINDS, *(() if key_by == "table" else (MORE,)))
    given: dict[str, tuple[Fraction, ...]] = {}
    if steps_pct:
        given = {
            "steps_pct": tuple(each for each in steps_pct if each < 100),
            "more_pct": tuple(each for each in steps_pct if each > 100),
        }
    ordered = tuple(each for each in KINDS if each in wanted)
    return misreports(problem, ordered, members=members, **given)


def misreports(
    problem: Problem,
    kinds: Sequence[str] = USUAL_KINDS,
    *,
    members: Sequence[str] = (),
    steps_pct: Sequence[Fraction] = STEPS_PCT,
    more_pct: Sequence[Fraction] = MORE_PCT,
) -> tuple[Misreport, ...]:
    """Every misreport of these kinds, sorted; of members without a usable offer there is none."""
    pairs = eligible_pairs(problem)
    able = sorted({member_id for member_id, _ in pairs if not members or member_id in members})
    with_staff = {each.member_id for each in problem.staff if each.hours_per_month}
    found: list[Misreport] = []
    for member_id in able:
        own = [component_id for owner, component_id in pairs if owner == member_id]
        needed = {each for name in own for each in problem.component[name].required_competences}
        for kind in kinds:
            if kind == LESS or (kind == STAFF and member_id in with_staff):
                found += _scaled(kind, member_id, sorted(steps_pct, reverse=True))
            elif kind == MORE:
                found += _scaled(kind, member_id, sorted(more_pct))
            elif kind != STAFF:
                subjects = own if kind == OFFER else sorted(needed)
                found += [Misreport(kind, member_id, each) for each in subjects]
    return tuple(found)


def declared(problem: Problem, misreport: Misreport) -> Problem:
    """The problem as the misreport makes it. Raises InputError where it is none any more.

    Scaled capacities are whole lots, and at least one lot where there was one.
    """
    who, what = misreport.member_id, misreport.subject
    tables = dict(problem.tables)
    if misreport.kind == OFFER:
        tables["offers"] = tuple(
            each
            for each in problem.tables["offers"]
            if not (isinstance(each, Offer) and (each.member_id, each.component_id) == (who, what))
        )
    elif misreport.kind == COMPETENCE:
        tables["member_competences"] = tuple(
            each
            for each in problem.tables["member_competences"]
            if not (
                isinstance(each, MemberCompetence)
                and (each.member_id, each.competence_id) == (who, what)
            )
        )
    else:
        tables |= _with_capacity(problem, misreport)
    return build(tables)


def _with_capacity(problem: Problem, misreport: Misreport) -> dict[str, tuple[Record, ...]]:
    """Offers and staff with the member's capacity scaled."""
    who, part = misreport.member_id, (misreport.step_pct or Fraction(100)) / 100
    tables: dict[str, tuple[Record, ...]] = {}
    if misreport.kind != STAFF:
        tables["offers"] = tuple(
            _offer(problem, each, part)
            if isinstance(each, Offer) and each.member_id == who
            else each
            for each in problem.tables["offers"]
        )
    if misreport.kind != LESS:
        tables["staff"] = tuple(
            replace(each, hours_per_month=each.hours_per_month * part)
            if isinstance(each, Staff) and each.member_id == who
            else each
            for each in problem.tables.get("staff", ())
        )
    return tables


def with_key_from_capacity(problem: Problem) -> Problem:
    """The problem with shares in the key by declared capacity: what no charter should do.

    Capacity is the hours of staff a month; where nobody has staff, what the offers' capacities are
    worth at reference prices.
    """
    sizes = {each.member_id: Fraction(0) for each in problem.members}
    for each in problem.staff:
        sizes[each.member_id] += each.hours_per_month
    if not any(sizes.values()):
        for offer in problem.offers:
            price = problem.reference_price_pln[offer.component_id]
            sizes[offer.member_id] += offer.capacity_max * price
    whole = sum(sizes.values(), Fraction(0)) or Fraction(1)
    members = tuple(
        replace(each, target_share_pct=100 * sizes[each.member_id] / whole)
        for each in problem.members
    )
    return build({**problem.tables, "members": members})


def _scaled(kind: str, member_id: str, steps: Sequence[Fraction]) -> Iterator[Misreport]:
    return (Misreport(kind, member_id, "", each) for each in steps)


def _offer(problem: Problem, offer: Offer, part: Fraction) -> Offer:
    known = offer.component_id in problem.component
    lot = problem.lot(offer.component_id) if known else Fraction(1)
    scaled = ceil(offer.capacity_max * part / lot) * lot
    return replace(offer, capacity_max=min(scaled, offer.capacity_max) if part < 1 else scaled)
