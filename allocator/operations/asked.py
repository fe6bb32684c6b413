"""What is asked of a problem, before anybody looked at the problem; as records and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from allocator.operations.faults import NOT_NEGATIVE, PERCENT, POSITIVE_PERCENT, Faults
from allocator.operations.keys import Keys, keys_of, number_json
from allocator.problem.charter import EXACT_GOALS, GOALS, MEASURES, Pin
from allocator.problem.drafting import near
from allocator.problem.problem import Pair

NO_CAP = "none"

ASKED_KEYS = (
    "scenario",
    "policy",
    "goals",
    "measure",
    "grid_pct",
    "cap_pct",
    "cost_cap_pln",
    "rules_off",
    "pins",
    "partial",
    "earlier",
)
QUANTITY_KEYS = ("member_id", "component_id", "quantity")
ASSIGNMENT_KEYS = (*QUANTITY_KEYS, "value_pln")
"""Assignments of a result are a split as they stand; what they are worth is not looked at."""


@dataclass(frozen=True, slots=True)
class AskedFairness:
    """Measure, grid and cap as far as they were given; `cap_pct` "none" asks for no cap."""

    measure: str | None = None
    grid_pct: Fraction | None = None
    cap_pct: Fraction | Literal["none"] | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """Everything that is asked of a problem; None or empty where nothing was asked.

    `goals` are (name, tolerance in percent) in order; `earlier` the quantities of the split that
    goal `changes` is measured against. `fairness_only`: of the policy only how it measures
    fairness is wanted, for an operation that has a goal of its own about levels; no JSON asks it.
    """

    scenario: str | None = None
    policy: str | None = None
    goals: tuple[tuple[str, Fraction], ...] = ()
    fairness: AskedFairness = AskedFairness()
    cost_cap_pln: Fraction | None = None
    rules_off: tuple[str, ...] = ()
    pins: tuple[Pin, ...] = ()
    partial: bool = False
    earlier: Mapping[Pair, Fraction] | None = None
    fairness_only: bool = False


def asked_from_json(document: Any) -> Asked:
    """Read a JSON object with some of `ASKED_KEYS`; numbers as `int`, `Decimal` or text.

    Raises InputError with every fault: unknown keys, wrong types, numbers out of range, unknown
    goals. The path of the key (`goals[0].tolerance_pct`) is the `column` of each issue.
    """
    faults = Faults()
    keys = keys_of(document, faults, ASKED_KEYS)
    policy, goals = keys.text("policy"), tuple(_goals(keys))
    if policy is not None and keys.content.get("goals"):
        faults.add("policy_and_goal", "policy", policy)
    asked = Asked(
        scenario=keys.text("scenario"),
        policy=policy,
        goals=goals,
        fairness=AskedFairness(
            keys.text("measure", choices=MEASURES),
            keys.number("grid_pct", POSITIVE_PERCENT),
            _cap(keys),
        ),
        cost_cap_pln=keys.number("cost_cap_pln", NOT_NEGATIVE),
        rules_off=tuple(filter(None, (each.strip() for each in keys.texts("rules_off")))),
        pins=tuple(
            Pin(member_id=a, component_id=b, quantity=c) for (a, b), c in _rows(keys, "pins")
        ),
        partial=keys.flag("partial"),
        earlier=None if keys.content.get("earlier") is None else split_in(keys, "earlier"),
    )
    faults.end()
    return asked


def asked_json(asked: Asked) -> dict[str, Any]:
    """The same as a JSON-ready object with all keys, numbers exact."""
    fairness = asked.fairness
    cap = fairness.cap_pct
    return {
        "scenario": asked.scenario,
        "policy": asked.policy,
        "goals": [
            {"goal": name, "tolerance_pct": number_json(tolerance)}
            for name, tolerance in asked.goals
        ],
        "measure": fairness.measure,
        "grid_pct": number_json(fairness.grid_pct),
        "cap_pct": NO_CAP if cap == NO_CAP else number_json(cap),  # type: ignore[arg-type]
        "cost_cap_pln": number_json(asked.cost_cap_pln),
        "rules_off": sorted(set(asked.rules_off)),
        "pins": quantities_json(
            ((each.member_id, each.component_id), each.quantity) for each in asked.pins
        ),
        "partial": asked.partial,
        "earlier": None if asked.earlier is None else quantities_json(asked.earlier.items()),
    }


def split_from_json(rows: Any) -> Mapping[Pair, Fraction]:
    """The quantities of a split, from a list of {member_id, component_id, quantity}.

    Raises InputError with every fault; pairs given twice are one.
    """
    faults = Faults()
    found = split_in(Keys({"split": rows}, faults), "split")
    faults.end()
    return found


def split_in(keys: Keys, name: str) -> Mapping[Pair, Fraction]:
    """The positive quantities by pair in a key's list; what is wrong with them is noted."""
    found: dict[Pair, Fraction] = {}
    first: dict[Pair, int] = {}
    for row, (pair, quantity) in enumerate(_rows(keys, name, ASSIGNMENT_KEYS), start=1):
        if pair in first:
            said = ", ".join(pair)
            keys.faults.add("pair_twice", keys.place(name), said, first_row=first[pair])
        first.setdefault(pair, row)
        if quantity:
            found[pair] = quantity
    return found


def quantities_json(rows: Iterable[tuple[Pair, Fraction]]) -> list[dict[str, Any]]:
    """(pair, quantity) as JSON-ready rows, sorted."""
    return [
        {"member_id": a, "component_id": b, "quantity": number_json(quantity)}
        for (a, b), quantity in sorted(rows)
    ]


def _goals(keys: Keys) -> Iterator[tuple[str, Fraction]]:
    for row in keys.objects("goals", ("goal", "tolerance_pct")):
        name = row.needed_text("goal")
        tolerance = row.number("tolerance_pct", PERCENT) or Fraction(0)
        if name and name not in GOALS:
            row.faults.add("unknown_goal", row.place("goal"), name, near=near(name, GOALS))
        elif tolerance and name in EXACT_GOALS:
            place = row.place("tolerance_pct")
            row.faults.add("tolerance_not_zero", place, str(tolerance), goal=name)
        yield name, tolerance


def _cap(keys: Keys) -> Fraction | Literal["none"] | None:
    if keys.content.get("cap_pct") == NO_CAP:
        return "none"
    return keys.number("cap_pct", NOT_NEGATIVE)


def _rows(
    keys: Keys, name: str, known: tuple[str, ...] = QUANTITY_KEYS
) -> Iterator[tuple[Pair, Fraction]]:
    for row in keys.objects(name, known):
        pair = row.needed_text("member_id"), row.needed_text("component_id")
        quantity = row.number("quantity", NOT_NEGATIVE)
        if row.content.get("quantity") is None:
            row.faults.add("json_key_missing", row.place("quantity"))
        if all(pair) and quantity is not None:
            yield pair, quantity
