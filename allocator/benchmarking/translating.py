"""Published instances as our own records, or straight as models. Knows no solver."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from allocator.benchmarking.formats import Assignment, Family, Location, Matrix
from allocator.model import Expression, Model, ModelDraft, Sense, Tag
from allocator.problem.building import build
from allocator.problem.columns import Record
from allocator.problem.problem import Problem
from allocator.problem.records import (
    Commission,
    Component,
    Demand,
    LabourPool,
    Member,
    Offer,
    Period,
    Sector,
    Staff,
)

MONTH = "2026-01"
POOL = "hours"
SECTOR = "jobs"


def gap_problem(name: str, instance: Assignment) -> Problem:
    """Jobs are components of one unit that are not splittable, agents are members with hours."""
    (costs,), (resources,), (capacities,) = (
        instance.costs,
        instance.resources,
        instance.capacities,
    )
    jobs = range(len(costs[0]))
    offers = tuple(
        _offer(agent, job, costs[agent][job], resources[agent][job])
        for job in jobs
        for agent in range(len(costs))
    )
    return _problem(
        name,
        components=tuple(_component(job) for job in jobs),
        members=tuple(Member(member_id=_member(agent)) for agent in range(len(costs))),
        capacities=capacities,
        offers=offers,
    )


def location_problem(name: str, instance: Location) -> Problem:
    """Customers are components, facilities members with hours and a cost once if engaged."""
    members = tuple(
        Member(member_id=_member(number), fixed_cost_pln=cost)
        for number, cost in enumerate(instance.fixed_costs)
    )
    offers = tuple(
        _offer(facility, customer, cost, instance.demands[customer])
        for customer, costs in enumerate(instance.costs)
        for facility, cost in enumerate(costs)
    )
    return _problem(
        name,
        components=tuple(_component(number) for number in range(len(instance.demands))),
        members=members,
        capacities=instance.capacities,
        offers=offers,
    )


def assignment_model(instance: Assignment) -> Model:
    """Several resources, or several levels, as a plain model: each job once, capacities kept."""
    draft = ModelDraft()
    levels = range(len(instance.costs))
    agents, jobs = range(len(instance.costs[0])), range(len(instance.costs[0][0]))
    chosen = {
        (agent, job, level): draft.variable(f"x_{agent}_{job}_{level}", 0, 1)
        for agent in agents
        for job in jobs
        for level in levels
    }
    for job in jobs:
        once = Expression.of((chosen[agent, job, level], 1) for agent in agents for level in levels)
        draft.row(Tag("job", str(job)), once, 1, 1)
    for part, capacities in enumerate(instance.capacities):
        for agent in agents:
            used = Expression.of(
                (chosen[agent, job, level], _resource(instance, part, level)[agent][job])
                for job in jobs
                for level in levels
            )
            draft.row(Tag("capacity", f"{agent}_{part}"), used, upper=capacities[agent])
    cost = Expression.of(
        (index, instance.costs[level][agent][job]) for (agent, job, level), index in chosen.items()
    )
    return draft.model().with_objective(Sense.MINIMISE, cost)


def _resource(instance: Assignment, part: int, level: int) -> Matrix:
    return instance.resources[level if instance.family is Family.MULTI_LEVEL else part]


def _problem(
    name: str,
    *,
    components: tuple[Component, ...],
    members: tuple[Member, ...],
    capacities: tuple[Fraction, ...],
    offers: tuple[Offer, ...],
) -> Problem:
    tables: dict[str, tuple[Record, ...]] = {
        "commission": (
            Commission(
                commission_id=name,
                period_start=date(2026, 1, 1),
                period_end=date(2026, 1, 31),
            ),
        ),
        "periods": (Period(period=MONTH),),
        "sectors": (Sector(sector_id=SECTOR),),
        "labour_pools": (LabourPool(pool_id=POOL),),
        "components": components,
        "demand": tuple(
            Demand(component_id=each.component_id, period=MONTH, quantity=each.quantity)
            for each in components
        ),
        "members": members,
        "staff": tuple(
            Staff(member_id=each.member_id, pool_id=POOL, hours_per_month=hours)
            for each, hours in zip(members, capacities, strict=True)
        ),
        "offers": offers,
    }
    return build(tables)


def _component(number: int) -> Component:
    return Component(
        component_id=f"J{number:04d}",
        sector_id=SECTOR,
        quantity=Fraction(1),
        splittable=False,
        labour_pool=POOL,
    )


def _member(number: int) -> str:
    return f"A{number:04d}"


def _offer(agent: int, job: int, cost: Fraction, hours: Fraction) -> Offer:
    return Offer(
        component_id=f"J{job:04d}",
        member_id=_member(agent),
        unit_cost_pln=cost,
        capacity_max=Fraction(1),
        labour_hours_per_unit=hours,
    )
