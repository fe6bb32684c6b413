"""What is in a problem, as plain data: counts, eligibility, capacity and staff against demand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from allocator.problem.charter import STRENGTHS
from allocator.problem.digest import problem_digest, text_digest
from allocator.problem.eligibility import Reason, eligible_pairs, ineligibility
from allocator.problem.problem import Pair, Problem
from allocator.texts.catalogue import sentence
from allocator.texts.formats import plain
from allocator.texts.issues import Issue

if TYPE_CHECKING:
    from allocator.operations.fitting import Request

FORMAT_VERSION = 1
ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class Capacity:
    """What the eligible offers of a component can do of it."""

    component_id: str
    offers: int
    eligible: int
    quantity: Fraction
    capacity: Fraction

    @property
    def enough(self) -> bool:
        """Whether the declared capacities cover the quantity."""
        return self.capacity >= self.quantity


@dataclass(frozen=True, slots=True)
class Labour:
    """Hours of a labour pool in its fullest month, and the free hours of who may use them."""

    pool_id: str
    period: str
    hours_needed: Fraction
    hours_free: Fraction

    @property
    def enough(self) -> bool:
        """Whether the free hours cover what is needed, at the components' own hours."""
        return self.hours_free >= self.hours_needed


@dataclass(frozen=True)
class Description:
    """All that can be told of a problem before anybody solves it."""

    problem: Problem
    barred: Mapping[Pair, tuple[Reason, ...]]
    eligible: tuple[Pair, ...]
    capacities: tuple[Capacity, ...]
    labour: tuple[Labour, ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many there are of everything, in the order in which people ask."""
        problem = self.problem
        strengths = Counter(each.strength for each in problem.rules)
        return {
            "components": len(problem.components),
            "sectors": len({each.sector_id for each in problem.components}),
            "members": len(problem.members),
            "periods": len(problem.periods),
            "offers": len(problem.offers),
            "eligible_pairs": len(self.eligible),
            **{f"rules_{each}": strengths[each] for each in STRENGTHS},
            "links": len(problem.links),
            "pins": len(problem.pins),
            "policies": len({each.policy_id for each in problem.policies}),
            "scenarios": len({each.scenario_id for each in problem.scenarios}),
        }


def description(problem: Problem) -> Description:
    """Look at a problem from the side of its supply."""
    eligible = eligible_pairs(problem)
    return Description(
        problem,
        ineligibility(problem),
        eligible,
        tuple(_capacities(problem, set(eligible))),
        tuple(_labour(problem, eligible)),
    )


def _capacities(problem: Problem, eligible: set[Pair]) -> Iterator[Capacity]:
    for component in problem.components:
        pairs = [pair for pair in problem.offer if pair[1] == component.component_id]
        able = [problem.offer[pair].capacity_max for pair in pairs if pair in eligible]
        yield Capacity(
            component.component_id, len(pairs), len(able), component.quantity, sum(able, ZERO)
        )


def _labour(problem: Problem, eligible: tuple[Pair, ...]) -> Iterator[Labour]:
    for pool in problem.labour_pools:
        parts = [each for each in problem.components if each.labour_pool == pool.pool_id]
        ids = {each.component_id for each in parts}
        needed = {
            each.period: sum(
                (
                    part.quantity
                    * part.labour_hours_per_unit
                    * problem.shares[part.component_id].get(each.period, ZERO)
                    for part in parts
                ),
                ZERO,
            )
            for each in problem.periods
        }
        fullest = max(sorted(needed), key=lambda period: needed[period], default="")
        if not fullest or not needed[fullest]:
            continue
        members = sorted({member_id for member_id, component_id in eligible if component_id in ids})
        hours = (problem.staff_hours.get((each, pool.pool_id), ZERO) for each in members)
        yield Labour(pool.pool_id, fullest, needed[fullest], sum(hours, ZERO))


def information(request: Request, found: Description) -> dict[str, Any]:
    """The problem and what is asked of it as JSON-ready data, as `allocator info` shows it."""
    return {
        "format_version": FORMAT_VERSION,
        **document(found),
        **request.context,
        "goals": [
            {"goal": each.name, "tolerance_pct": exact(each.tolerance_pct)}
            for each in request.goals
        ],
        "policies": sorted({each.policy_id for each in request.problem.policies}),
        "scenarios": sorted({each.scenario_id for each in request.problem.scenarios}),
        "rules_off": sorted(request.terms.rules_off),
        "warnings": issue_documents((*request.problem.notices, *request.notices)),
    }


def document(found: Description) -> dict[str, Any]:
    """The description as JSON-ready data with exact decimals."""
    problem, commission = found.problem, found.problem.commission
    return {
        "commission": {
            "commission_id": commission.commission_id,
            "title_pl": commission.title_pl,
            "title_en": commission.title_en,
            "period_start": commission.period_start.isoformat(),
            "period_end": commission.period_end.isoformat(),
            "budget_total_pln": exact(commission.budget_total_pln),
            "commissioning_mode": commission.commissioning_mode,
        },
        "problem_digest": problem_digest(problem),
        "text_digest": text_digest(problem),
        "counts": found.counts,
        "ineligible": [
            {
                "member_id": member_id,
                "component_id": component_id,
                "reasons": [
                    {
                        "code": each.code,
                        "what": each.detail,
                        "until": each.until.isoformat() if each.until else None,
                    }
                    for each in reasons
                ],
            }
            for (member_id, component_id), reasons in found.barred.items()
        ],
        "capacity": [
            {
                "component_id": each.component_id,
                "quantity": exact(each.quantity),
                "capacity": exact(each.capacity),
                "offers": each.offers,
                "eligible_offers": each.eligible,
                "enough": each.enough,
            }
            for each in found.capacities
        ],
        "labour": [
            {
                "pool_id": each.pool_id,
                "period": each.period,
                "hours_needed": exact(each.hours_needed),
                "hours_free": exact(each.hours_free),
                "enough": each.enough,
            }
            for each in found.labour
        ],
    }


def issue_documents(issues: Iterable[Issue]) -> list[dict[str, Any]]:
    """Each issue as an object, with its sentence in both languages."""
    return [
        {
            "code": each.code,
            "severity": str(each.severity),
            "table": each.table,
            "row": each.row,
            "column": each.column,
            "value": each.value,
            "parameters": dict(each.parameters),
            "text_pl": sentence(each, "pl"),
            "text_en": sentence(each, "en"),
        }
        for each in issues
    ]


def exact(value: Fraction | None) -> Decimal | None:
    """A number as JSON writes it, up to 4 decimals."""
    return None if value is None else Decimal(plain(value, 4, at_least=0))
