"""Random tables of components, members and offers, before there is money, staff or a rule."""

from __future__ import annotations

import random
from fractions import Fraction
from math import floor
from typing import Any

Content = dict[str, Any]
"""The arguments of `tests.builders.problem`."""


def plan_count(content: Content, *, partial: bool) -> int:
    """How many plans in whole lots of usable offers there are; cheap, nothing is built."""
    result = 1
    usable = _usable(content)
    for name, component in content["components"].items():
        lot = component["lot_size"] or Fraction(1)
        whole = int(component["quantity"] / lot)
        ways = [1] + [0] * whole
        for pair in usable:
            if pair.endswith(f":{name}"):
                most = min(whole, floor(content["offers"][pair]["capacity_max"] / lot))
                sizes = range(0, most + 1, 1 if component["splittable"] else whole)
                ways = [
                    sum(ways[total - size] for size in sizes if size <= total)
                    for total in range(whole + 1)
                ]
        result *= sum(ways) if partial else ways[whole]
    return result


def _usable(content: Content) -> list[str]:
    permits = {
        each["member_id"]
        for each in content["member_competences"]
        if each["valid_until"].startswith("2027")
    }
    return [
        pair
        for pair, offer in content["offers"].items()
        if offer["preference"]
        and pair not in content["exclusions"]
        and (
            pair.split(":")[0] in permits
            or not content["components"][pair.split(":")[1]]["required_competences"]
        )
    ]


def random_content(draw: random.Random) -> Content:
    """Components, members and offers, without rules, money and staff."""
    members = [f"M{number}" for number in range(1, draw.randint(2, 4) + 1)]
    names = [f"C{number}" for number in range(1, draw.choice([1, 2, 2, 3]) + 1)]
    periods = draw.randint(1, 3)
    components = {name: _component(draw) for name in names}
    if len(names) > 1 and draw.random() < 0.3:
        components["C2"] |= {key: components["C1"][key] for key in ("quantity", "lot_size")}
    content: Content = {
        "periods": periods,
        "components": components,
        "members": {name: _member(draw) for name in members},
        "offers": {
            f"{member}:{name}": _offer(draw, components[name])
            for member in members
            for name in names
            if draw.random() < 0.85
        },
        "demand": {
            name: [draw.randint(0, 3) for _ in range(periods - 1)] + [draw.randint(1, 4)]
            for name in names
        },
        "sectors": ["S1", "S2"],
        "zones": ["Z1", "Z2", "Z3"],
        "labour_pools": ["P1", "P2"],
        "competences": ["K1"],
        "indicators": ["I1"],
    }
    _scale_demand(content)
    _facts_of_pairs(draw, content)
    return content


def _scale_demand(content: Content) -> None:
    """Profiles that sum to the components' quantities."""
    for name, profile in content["demand"].items():
        scale = content["components"][name]["quantity"] / sum(profile)
        content["demand"][name] = [Fraction(each) * scale for each in profile]


def _component(draw: random.Random) -> Content:
    lot = draw.choice([Fraction(0), Fraction(1), Fraction(5), Fraction(5, 2), Fraction(10)])
    return {
        "sector_id": draw.choice(["S1", "S1", "S2"]),
        "quantity": (lot or 1) * draw.randint(2, 6),
        "lot_size": lot,
        "splittable": draw.random() < 0.8,
        "min_lot": draw.choice([None, None, (lot or 1) * 2]),
        "ceiling_unit_price_pln": draw.choice([None, None, Fraction(draw.randint(95, 160))]),
        "labour_pool": draw.choice(["", "P1", "P1", "P2"]),
        "labour_hours_per_unit": Fraction(draw.randint(0, 30), 10),
        "required_competences": draw.choice([(), (), ("K1",)]),
        "critical": draw.random() < 0.5,
    }


def _member(draw: random.Random) -> Content:
    return {
        "kind": draw.choice(["cooperative", "association"]),
        "is_small": draw.random() < 0.5,
        "is_leader": draw.random() < 0.3,
        "rural": draw.choice(["tak", "nie"]),
        "seat_zone": draw.choice(["", "Z1", "Z1", "Z2"]),
        "disadvantaged_share": Fraction(draw.randint(0, 4), 4),
        "target_share_pct": Fraction(draw.choice([0, 10, 25, 30, 40])),
        "fixed_cost_pln": Fraction(draw.choice([0, 0, 0, 50, 333]), 10),
        "own_cash_pln": Fraction(draw.choice([0, 20, 200])),
        "volunteer_hours_year": Fraction(draw.choice([0, 5, 25]), 2),
    }


def _offer(draw: random.Random, component: Content) -> Content:
    lot, quantity = component["lot_size"] or Fraction(1), component["quantity"]
    capacity = draw.choice([quantity, quantity, lot * draw.randint(0, 5), quantity * 2 / 3])
    return {
        "unit_cost_pln": draw.choice(
            [Fraction(draw.randint(50, 130)), Fraction(draw.randint(500_000, 1_300_000), 10_000)]
        ),
        "fixed_cost_pln": Fraction(draw.choice([0, 0, 15, 40]), 2),
        "capacity_max": Fraction(round(capacity * 4), 4),
        "min_lot": draw.choice([None, None, lot, lot * 2]),
        "quality": Fraction(draw.randint(2, 10), 2),
        "preference": draw.choice([0, 1, 2, 3, 3, 4, 4, 5, 5, 5]),
        "incumbent_quantity": draw.choice([0, 0, lot, quantity / 2]),
        "labour_hours_per_unit": draw.choice([None, None, Fraction(3, 2)]),
        "own_unit_cost_pln": draw.choice([None, Fraction(draw.randint(40, 120))]),
        "own_fixed_cost_pln": draw.choice([None, Fraction(5)]),
    }


def _facts_of_pairs(draw: random.Random, content: Content) -> None:
    """Exclusions, permits (some end too early), zones and what offers bring to the indicator."""
    pairs = [tuple(each.split(":")) for each in content["offers"]]
    content["exclusions"] = {":".join(pair): "conflict" for pair in pairs if draw.random() < 0.06}
    content["member_competences"] = [
        {
            "member_id": member,
            "competence_id": "K1",
            "valid_until": draw.choice(["2026-01-27", "2027-12-31", "2027-12-31", "2027-12-31"]),
        }
        for member in content["members"]
        if draw.random() < 0.9
    ]
    content["offer_zones"] = [
        {"member_id": member, "component_id": name, "zone_id": zone}
        for member, name in pairs
        for zone in ("Z1", "Z2", "Z3")
        if draw.random() < 0.4
    ]
    content["contributions"] = [
        {
            "member_id": member,
            "component_id": name,
            "indicator_id": "I1",
            "per_unit": Fraction(draw.randint(0, 8), 4),
        }
        for member, name in pairs
        if draw.random() < 0.7
    ]
