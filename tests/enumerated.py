"""Small random problems whose every split is enumerated from the bare rows, for fairness.

Shares nothing with the measures, the checks or the other naive twins: rows go in, fractions come
out, so that a mistake made twice elsewhere would still be found. Knows prices, fixed costs, lots,
least lots, months with staff, ceilings, fees, a budget and three kinds of rules; nothing else.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any

from tests import builders

F = Fraction
Lots = Mapping[tuple[str, str], int]
Numbers = dict[str, Fraction]
LARGEST = 1500
"""No problem has more splits than this, allowed or not."""


@dataclass(frozen=True)
class Rows:
    """A problem as bare rows; what it is built from and what it is enumerated from."""

    content: dict[str, Any]

    @property
    def problem(self) -> Any:
        return builders.problem(**self.content)

    @property
    def components(self) -> dict[str, dict[str, Any]]:
        found: dict[str, dict[str, Any]] = self.content["components"]
        return found

    @property
    def members(self) -> dict[str, dict[str, Any]]:
        found: dict[str, dict[str, Any]] = self.content["members"]
        return found

    def offer(self, who: str, what: str) -> dict[str, Any]:
        found: dict[str, Any] = self.content["offers"][f"{who}:{what}"]
        return found

    def price(self, what: str) -> Fraction:
        """The ceiling, else the dearest offer of all."""
        ceiling = self.components[what].get("ceiling_unit_price_pln")
        return F(ceiling or max(each["unit_cost_pln"] for each in self._offers_for(what)))

    def _offers_for(self, what: str) -> list[dict[str, Any]]:
        return [
            cells
            for name, cells in self.content["offers"].items()
            if name.partition(":")[2] == what
        ]

    @property
    def fees(self) -> Fraction:
        return 1 + F(self.content["commission"]["coordination_fee_pct"], 100)

    # What a split is worth.

    def value(self, who: str, what: str, lots: int) -> Fraction:
        if not lots:
            return F(0)
        offer = self.offer(who, what)
        return F(offer["unit_cost_pln"] * lots * self.lot(what) + offer["fixed_cost_pln"])

    def lot(self, what: str) -> int:
        return int(self.components[what]["lot_size"])

    def awards(self, split: Lots, measure: str) -> Numbers:
        found = dict.fromkeys(self.members, F(0))
        for (who, what), lots in split.items():
            units = lots * self.lot(what)
            if measure == "value":
                found[who] += self.value(who, what, lots)
            elif measure == "reference_value":
                found[who] += units * self.price(what)
            else:
                found[who] += units * F(self.components[what]["labour_hours_per_unit"])
        if measure == "value":
            for who in {who for (who, _), lots in split.items() if lots}:
                found[who] += F(self.members[who]["fixed_cost_pln"])
        return found

    def cost(self, split: Lots) -> Fraction:
        return sum(self.awards(split, "value").values(), F(0))

    def targets(self, measure: str) -> Numbers:
        if measure == "value":
            budget = self.content["budget"]
            base = F(0) if budget is None else budget / self.fees
        else:
            base = sum(
                (
                    each["quantity"]
                    * (
                        self.price(what)
                        if measure == "reference_value"
                        else F(each["labour_hours_per_unit"])
                    )
                    for what, each in self.components.items()
                ),
                F(0),
            )
        due = {who: base * each["target_share_pct"] / 100 for who, each in self.members.items()}
        return {who: each for who, each in due.items() if each}

    def ratios(self, split: Lots, measure: str) -> Numbers:
        got = self.awards(split, measure)
        return {who: got[who] / each for who, each in self.targets(measure).items()}

    # Which splits there are.

    def splits(self) -> Iterator[dict[tuple[str, str], int]]:
        """Every split that keeps all conditions."""
        for parts in product(*(self._parts(what) for what in self.components)):
            split = {pair: lots for part in parts for pair, lots in part.items()}
            if self._allowed(split):
                yield split

    def count(self) -> int:
        return prod(len(self._parts(what)) for what in self.components)

    def _parts(self, what: str) -> list[dict[tuple[str, str], int]]:
        whole = self.components[what]["quantity"] // self.lot(what)
        names = [
            name.partition(":")[0]
            for name in self.content["offers"]
            if name.partition(":")[2] == what
        ]
        choices = [self._choices(who, what, whole) for who in names]
        return [
            {(who, what): lots for who, lots in zip(names, each, strict=True) if lots}
            for each in product(*choices)
            if sum(each) == whole
        ]

    def _choices(self, who: str, what: str, whole: int) -> list[int]:
        offer, lot = self.offer(who, what), self.lot(what)
        most = min(whole, offer["capacity_max"] // lot)
        least = offer["min_lot"] if self._rule("min_lot") else 0
        some = range(1, most + 1) if self.components[what]["splittable"] else (whole,)
        return [0, *(each for each in some if least <= each * lot and each <= most)]

    def _rule(self, mark: str) -> dict[str, Any] | None:
        return next((each for each in self.content["rules"] if mark in each.values()), None)

    def _allowed(self, split: Lots) -> bool:
        return (
            self._staffed(split)
            and self._within_ceilings(split)
            and self._within_budget(split)
            and self._keeps_rules(split)
        )

    def _staffed(self, split: Lots) -> bool:
        for who, month in product(self.members, range(self.content["periods"])):
            hours = F(0)
            for (name, what), lots in split.items():
                profile = self.content["demand"][what]
                part = self.components[what]
                if name == who and part["labour_pool"]:
                    per_unit = F(part["labour_hours_per_unit"])
                    hours += lots * self.lot(what) * per_unit * profile[month] / sum(profile)
            if hours > self.content["staff"].get(f"{who}:P", 0):
                return False
        return True

    def _within_ceilings(self, split: Lots) -> bool:
        for what, part in self.components.items():
            ceiling = part.get("ceiling_unit_price_pln")
            paid = sum(
                (
                    self.value(who, name, lots)
                    for (who, name), lots in split.items()
                    if name == what
                ),
                F(0),
            )
            if ceiling is not None and paid * self.fees > ceiling * part["quantity"]:
                return False
        return True

    def _within_budget(self, split: Lots) -> bool:
        budget = self.content["budget"]
        return budget is None or self.cost(split) * self.fees <= budget

    def _keeps_rules(self, split: Lots) -> bool:
        got = self.awards(split, "value")
        whole = sum(got.values(), F(0))
        most = self._rule("value")
        if most is not None and any(100 * each > most["at_most"] * whole for each in got.values()):
            return False
        few = self._rule("members")
        return few is None or all(
            len({who for (who, name), lots in split.items() if lots and name == what})
            >= few["at_least"]
            for what in self.components
        )


def random_rows(seed: int) -> Rows:
    """The problem of this seed; at least half of them can be met."""
    draw = random.Random(f"enumerated {seed}")
    while True:
        rows = Rows(_content(draw))
        if 4 <= rows.count() <= LARGEST:
            return rows


def _content(draw: random.Random) -> dict[str, Any]:
    members = [f"M{place}" for place in range(draw.randint(2, 4))]
    parts = [f"C{place}" for place in range(draw.randint(1, 3))]
    periods = draw.randint(1, 3)
    alike = draw.random() < 0.25
    components = {each: _component(draw, alike=alike) for each in parts}
    shares = [draw.choice((0, 1, 1, 2, 3, 5)) for _ in members]
    if not any(shares):
        shares[0] = 1
    offers = {
        f"{who}:{what}": _offer(draw, components[what])
        for what in parts
        for who in members
        if draw.random() < 0.85
    }
    for what in parts:
        offers.setdefault(f"{members[0]}:{what}", _offer(draw, components[what]))
    rough = sum(
        F(max(c["unit_cost_pln"] for n, c in offers.items() if n.endswith(what))) * part["quantity"]
        for what, part in components.items()
    )
    return {
        "components": components,
        "members": {
            who: {
                "target_share_pct": F(100 * share, sum(shares)),
                "fixed_cost_pln": draw.choice((0, 0, 3, F("7.5"))),
                "is_small": draw.random() < 0.5,
            }
            for who, share in zip(members, shares, strict=True)
        },
        "offers": offers,
        "periods": periods,
        "demand": {
            what: _profile(draw, part["quantity"], periods) for what, part in components.items()
        },
        "staff": {f"{who}:P": draw.choice((0, 4, 8, 30, 99)) for who in members},
        "commission": {"coordination_fee_pct": draw.choice((0, 0, 5))},
        "budget": draw.choice((None, F(int(rough * draw.choice((8, 10, 12, 15))), 10))),
        "rules": _rules(draw),
    }


def _component(draw: random.Random, *, alike: bool) -> dict[str, Any]:
    lot = 1 if alike else draw.choice((1, 1, 2))
    return {
        "quantity": lot * draw.randint(2, 6),
        "lot_size": lot,
        "splittable": draw.random() < 0.9,
        "labour_pool": draw.choice(("", "P")),
        "labour_hours_per_unit": 1 if alike else draw.choice((1, 2, F("0.5"))),
        "ceiling_unit_price_pln": 20 if alike else draw.choice((None, 14, 25)),
    }


def _offer(draw: random.Random, part: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "unit_cost_pln": F(draw.randint(16, 52), 4),
        "fixed_cost_pln": draw.choice((0, 0, 0, 2, F("5.25"))),
        "capacity_max": draw.randint(1, part["quantity"] + 2),
        "min_lot": draw.choice((0, 0, 2, 3)),
    }


def _profile(draw: random.Random, quantity: int, periods: int) -> list[Fraction]:
    weights = [draw.randint(1, 3) for _ in range(periods)]
    return [F(quantity * each, sum(weights)) for each in weights]


def _rules(draw: random.Random) -> list[dict[str, Any]]:
    rules: list[dict[str, Any]] = []
    if draw.random() < 0.5:
        rules.append(
            {"metric": "quantity", "per": "assignment", "at_least": "min_lot", "if_engaged": True}
        )
    if draw.random() < 0.3:
        share = draw.choice((50, 60, 80))
        rules.append({"metric": "value", "of": "value", "per": "member", "at_most": share})
    if draw.random() < 0.25:
        rules.append({"metric": "members", "per": "component", "at_least": 2})
    return rules
