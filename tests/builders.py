"""Small problems in a few lines, for tests: everything has a default, numbers may be text.

    problem(
        components={"C1": 100, "C2": {"quantity": 12, "splittable": False}},
        members={"M1": {"is_small": True}, "M2": {}},
        offers={"M1:C1": 10, "M2:C1": {"unit_cost_pln": "12.50", "capacity_max": 60}},
        rules=[{"metric": "value", "of": "value", "per": "member", "at_most": 60}],
        budget=2000,
    )

Left out: one component C1 of 10 units, members M1 and M2, an offer of every member for every
component at 10 PLN and a capacity of the whole quantity, an even demand over the periods, no
rules. What is referred to (sectors, zones, pools, competences, indicators) is made as needed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from allocator.problem.building import build
from allocator.problem.columns import Column, Kind, Record, columns_of, default_of
from allocator.problem.problem import Problem
from allocator.problem.tables import TABLES, Tables

Cells = Mapping[str, Any]
Shorthand = Any
"""A mapping id -> cells or main value, a sequence of ids, or a sequence of cells."""


def problem(**content: Shorthand) -> Problem:
    """A valid problem; the arguments are those of `tables`."""
    return build(tables(**content))


def tables(
    *,
    components: Shorthand = None,
    members: Shorthand = ("M1", "M2"),
    offers: Shorthand = None,
    demand: Shorthand = None,
    without_demand: Sequence[str] = (),
    periods: int | Sequence[str] = 1,
    commission: Cells | None = None,
    budget: Any = None,
    rules: Shorthand = (),
    links: Iterable[Shorthand] = (),
    pins: Shorthand = (),
    staff: Shorthand = (),
    exclusions: Shorthand = (),
    policies: Shorthand = (),
    scenarios: Shorthand = (),
    **others: Shorthand,
) -> Tables:
    """The rows of a problem, not built yet (for tests that want faults).

    `periods` is a number of months from 2026-01, or their names; `demand` maps a component to its
    quantities in the periods (`without_demand` leaves components without rows); `links` are tuples
    (a, b, kind) or cells; `pins`, `staff`, `exclusions` map "M1:C1" (staff "M1:P1") to a value or
    cells; `policies` maps an id to goals (names, tuples (goal, tolerance), or cells); `scenarios`
    maps an id to tuples (target, key, field, operation, value). Every other table is a mapping or
    sequence in the same shorthand.
    """
    months = month_names(periods) if isinstance(periods, int) else tuple(periods)
    parts = keyed({"C1": 10} if components is None else components, "component_id", "quantity")
    people = keyed(members, "member_id", "kind")
    content: dict[str, list[dict[str, Any]]] = {
        "commission": [commission_cells(commission, months, budget)],
        "periods": [{"period": month} for month in months],
        "components": [{"sector_id": "S1", **each} for each in parts],
        "demand": [
            each
            for each in demand_cells(demand, parts, months)
            if each["component_id"] not in without_demand
        ],
        "members": people,
        "offers": offer_cells(offers, parts, people),
        "rules": rule_cells(rules),
        "links": [link_cells(each) for each in links],
        "pins": paired(pins, "member_id", "component_id", main="quantity"),
        "staff": paired(staff, "member_id", "pool_id", main="hours_per_month"),
        "exclusions": paired(exclusions, "member_id", "component_id", main="reason_code"),
        "policies": policy_cells(policies),
        "scenarios": scenario_cells(scenarios),
    }
    for name, given in others.items():
        key = TABLES[name].key
        content[name] = keyed(given, key[0]) if len(key) == 1 else [dict(each) for each in given]
    add_what_is_referred_to(content)
    return {name: tuple(record(name, each) for each in each_) for name, each_ in content.items()}


def record(table: str, cells: Cells) -> Any:
    """One record; texts become what the column holds, unknown columns become extras."""
    kind = TABLES[table].record
    columns = columns_of(kind)
    known = {name: default_of(kind, name) for name in columns}
    known |= {
        name: converted(columns[name], value) for name, value in cells.items() if name in columns
    }
    extras = tuple(sorted((name, str(cells[name])) for name in cells if name not in columns))
    return kind(**known, extras=extras)


def converted(column: Column, value: Any) -> Any:
    """A handy value as the column's own type; None stays None."""
    if value is None or isinstance(value, Fraction):
        return value
    if column.kind in (Kind.BOUND, Kind.ANY):
        return number_or_text(value)
    if column.kind is Kind.IDENTIFIERS:
        return tuple(value.split(";")) if isinstance(value, str) else tuple(value)
    if column.kind is Kind.DATE and isinstance(value, str):
        return date.fromisoformat(value)
    makers: dict[Kind, Any] = {Kind.NUMBER: exact, Kind.WHOLE: int, Kind.FLAG: bool}
    return makers[column.kind](value) if column.kind in makers else value


def exact(value: Any) -> Fraction:
    """1.25 in a test means 1.25, not its nearest binary fraction."""
    return Fraction(str(value))


def number_or_text(value: Any) -> Fraction | str:
    """As a bound is read: a number, or else the name of a column."""
    try:
        return exact(value)
    except ValueError:
        return str(value)


def changed(given: Record, **cells: Any) -> Any:
    """A copy of a record with some cells changed, in the same handy values."""
    name = next(name for name, each in TABLES.items() if each.record is type(given))
    known = {each: getattr(given, each) for each in columns_of(type(given))}
    return record(name, {**known, **dict(given.extras), **cells})


def month_names(count: int) -> tuple[str, ...]:
    """2026-01, 2026-02, ..."""
    return tuple(f"{2026 + each // 12}-{each % 12 + 1:02d}" for each in range(count))


def keyed(given: Shorthand, key: str, main: str = "") -> list[dict[str, Any]]:
    """Rows with a single key, from a mapping, from ids or from cells."""
    if isinstance(given, Mapping):
        return [
            {key: name, **(value if isinstance(value, Mapping) else {main: value})}
            for name, value in given.items()
        ]
    return [dict(each) if isinstance(each, Mapping) else {key: each} for each in given]


def paired(given: Shorthand, first: str, second: str, *, main: str) -> list[dict[str, Any]]:
    """Rows with two keys written "M1:C1"; sequences of cells pass through."""
    if not isinstance(given, Mapping):
        return [dict(each) for each in given]
    result = []
    for name, value in given.items():
        left, right = name.split(":") if isinstance(name, str) else name
        cells = value if isinstance(value, Mapping) else {main: value}
        result.append({first: left, second: right, **cells})
    return result


def commission_cells(given: Cells | None, months: tuple[str, ...], budget: Any) -> dict[str, Any]:
    """The commission over the months, with a budget if one is given."""
    return {
        "commission_id": "EX",
        "period_start": f"{months[0]}-01",
        "period_end": f"{months[-1]}-28",
        "budget_total_pln": budget,
        **(given or {}),
    }


def demand_cells(
    given: Mapping[str, Sequence[Any]] | None, parts: list[dict[str, Any]], months: tuple[str, ...]
) -> list[dict[str, Any]]:
    """The profile given for a component, else an even one."""
    result = []
    for part in parts:
        name = part["component_id"]
        even = [exact(part["quantity"]) / len(months)] * len(months)
        for month, quantity in zip(months, (given or {}).get(name, even), strict=True):
            result.append({"component_id": name, "period": month, "quantity": quantity})
    return result


def offer_cells(
    given: Shorthand, parts: list[dict[str, Any]], people: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Offers at 10 PLN for the whole quantity, where nothing else is said."""
    if given is None:
        given = {(who["member_id"], what["component_id"]): {} for what in parts for who in people}
    quantities = {part["component_id"]: part["quantity"] for part in parts}
    return [
        {"unit_cost_pln": 10, "capacity_max": quantities.get(each["component_id"], 0), **each}
        for each in paired(given, "member_id", "component_id", main="unit_cost_pln")
    ]


def rule_cells(given: Shorthand) -> list[dict[str, Any]]:
    """Rules R1, R2, ... with the unit that their metric and denominator suggest."""
    listed = (
        keyed(given, "rule_id")
        if isinstance(given, Mapping)
        else [{"rule_id": f"R{number}", **each} for number, each in enumerate(given, start=1)]
    )
    return [{"unit": usual_unit(each), **each} for each in listed]


def usual_unit(rule: Cells) -> str:
    """Percent where there is a denominator, else the unit of the metric."""
    if rule.get("of"):
        return "percent"
    counts = {"members": "count", "components": "count", "zones": "count"}
    amounts = {"quantity": "quantity", "reserve": "quantity", "hours": "hours"}
    units = {**counts, **amounts, "disadvantaged_hours": "hours"}
    metric = rule["metric"]
    return "quantity" if metric.startswith("indicator:") else units.get(metric, "pln")


def link_cells(given: Shorthand) -> dict[str, Any]:
    """A link from (a, b, kind) or from cells."""
    if isinstance(given, Mapping):
        return dict(given)
    return dict(zip(("component_a", "component_b", "kind"), given, strict=True))


def policy_cells(given: Shorthand) -> list[dict[str, Any]]:
    """Rows of policies: {"cheapest": ["cost", ("target_share", 0)]}."""
    if not isinstance(given, Mapping):
        return [dict(each) for each in given]
    result = []
    for name, goals in given.items():
        for order, goal in enumerate(goals, start=1):
            cells = goal if isinstance(goal, Mapping) else goal_cells(goal)
            result.append({"policy_id": name, "order": order, **cells})
    return result


def goal_cells(given: str | tuple[str, Any]) -> dict[str, Any]:
    """A goal from its name, or from (name, tolerance in percent)."""
    if isinstance(given, str):
        return {"goal": given}
    return {"goal": given[0], "tolerance_pct": given[1]}


def scenario_cells(given: Shorthand) -> list[dict[str, Any]]:
    """Rows of scenarios: {"S1": [("components", "C1", "quantity", "multiply", "1.25")]}."""
    if not isinstance(given, Mapping):
        return [dict(each) for each in given]
    names = ("target", "key", "field", "operation", "value")
    return [
        {"scenario_id": name, "step": step, **dict(zip(names, each, strict=True))}
        for name, steps in given.items()
        for step, each in enumerate(steps, start=1)
    ]


def add_what_is_referred_to(content: dict[str, list[dict[str, Any]]]) -> None:
    """Sectors, zones, pools, competences and indicators that rows name and nobody listed."""
    for name in ("sectors", "zones", "labour_pools", "competences", "indicators"):
        if name not in content:
            (key,) = TABLES[name].key
            content[name] = [{key: each} for each in sorted(names_referred_to(name, content))]


def names_referred_to(table: str, content: Mapping[str, list[dict[str, Any]]]) -> set[str]:
    """All that rows of other tables say of one table."""
    found: set[str] = set()
    for name, listed in content.items():
        for column, declared in columns_of(TABLES[name].record).items():
            if declared.refers_to != table:
                continue
            for cells in listed:
                value = cells.get(column) or ()
                found.update(value.split(";") if isinstance(value, str) else value)
    return found
