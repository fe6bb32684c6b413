"""The decisions as variables, and the amounts that follow from them as expressions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from allocator.model import Expression, ModelDraft, Tag
from allocator.model.expressions import Number
from allocator.problem.eligibility import capacity_lots, eligible_pairs, quantity_lots
from allocator.problem.groups import takes_in_all
from allocator.problem.problem import Pair, Problem
from allocator.problem.request import Terms

STRUCTURE = "structure"
"""Tag of rows that only tie helper variables to the decisions: never a cause of anything."""


@dataclass
class Choices:
    """Variables of a model in the making, asked for in words of the domain.

    `lots`, `used` and `engaged` are indices of variables: whole lots of a pair, whether the pair
    has a quantity, whether the member has a used pair. Further yes/no variables are made when
    first asked for. Costs are in PLN, quantities in units of the component.
    """

    problem: Problem
    terms: Terms
    draft: ModelDraft
    pairs: tuple[Pair, ...]
    lots: dict[Pair, int] = field(default_factory=dict)
    used: dict[Pair, int] = field(default_factory=dict)
    engaged: dict[str, int] = field(default_factory=dict)
    by_member: dict[str, tuple[Pair, ...]] = field(default_factory=dict)
    by_component: dict[str, tuple[Pair, ...]] = field(default_factory=dict)
    _any_used: dict[frozenset[Pair], int] = field(default_factory=dict)
    _full: dict[str, int] = field(default_factory=dict)
    _totals: dict[str, Expression] = field(default_factory=dict)

    def quantity(self, pairs: Iterable[Pair]) -> Expression:
        """Total quantity of the pairs (of components with the same unit)."""
        return Expression.of((self.lots[pair], self.problem.lot(pair[1])) for pair in pairs)

    def per_unit(self, pairs: Iterable[Pair], weight: Mapping[Pair, Fraction]) -> Expression:
        """Sum of weight * quantity over the pairs."""
        return Expression.of(
            (self.lots[pair], weight[pair] * self.problem.lot(pair[1])) for pair in pairs
        )

    def number_used(self, pairs: Iterable[Pair]) -> Expression:
        """How many of the pairs have a quantity."""
        return Expression.of((self.used[pair], 1) for pair in pairs)

    def value(
        self, pairs: Iterable[Pair], weight: Mapping[Pair, Fraction] | None = None
    ) -> Expression:
        """Value of the pairs, each times its weight where weights are given; no member's fixed."""
        terms: list[tuple[int, Number]] = []
        for pair in pairs:
            offer = self.problem.offer[pair]
            factor = 1 if weight is None else weight[pair]
            price = offer.unit_cost_pln * self.problem.lot(pair[1])
            terms.append((self.lots[pair], price * factor))
            if offer.fixed_cost_pln:
                terms.append((self.used[pair], offer.fixed_cost_pln * factor))
        return Expression.of(terms)

    def fixed_cost(self, members: Iterable[str]) -> Expression:
        """Fixed costs of the engaged among the members."""
        return Expression.of(
            (self.engaged[each], self.problem.member[each].fixed_cost_pln)
            for each in members
            if each in self.engaged
        )

    def group_value(
        self, members: tuple[str, ...], components: tuple[str, ...], pairs: Iterable[Pair]
    ) -> Expression:
        """Value of a group, with members' fixed costs where it takes in all components."""
        value = self.value(pairs)
        return value + self.fixed_cost(members) if takes_in_all(self.problem, components) else value

    def task_cost(self) -> Expression:
        """What the consortium is paid for everything, without fees."""
        return self._once("cost", lambda: self.value(self.pairs) + self.fixed_cost(self.engaged))

    def hours(self, pairs: tuple[Pair, ...] | None = None) -> Expression:
        """Labour hours of the pairs; of all pairs where none are named."""
        if pairs is None:
            return self._once("hours", lambda: self.hours(self.pairs))
        weight = {pair: self.problem.hours_per_unit(pair) for pair in pairs}
        return self.per_unit(pairs, weight)

    def covered(self, component_id: str) -> Expression:
        """Quantity of a component that is given to anybody; the whole of it without partial."""
        if not self.terms.partial:
            return Expression(constant=self.problem.component[component_id].quantity)
        return self.quantity(self.by_component[component_id])

    def any_used(self, pairs: Iterable[Pair]) -> int:
        """A yes/no variable: whether at least one of the pairs has a quantity."""
        wanted = frozenset(pairs)
        if len(wanted) == 1:
            return self.used[next(iter(wanted))]
        member_id = next(iter(wanted))[0]
        if wanted == set(self.by_member[member_id]):
            return self.engaged[member_id]
        if wanted not in self._any_used:
            name = "any[" + ",".join(f"{a}:{b}" for a, b in sorted(wanted)[:3]) + "]"
            variable = self.draft.variable(f"{name}{len(self._any_used)}", 0, 1)
            self._any_used[wanted] = variable
            tie_any(self.draft, variable, [self.used[pair] for pair in sorted(wanted)])
        return self._any_used[wanted]

    def full(self, component_id: str) -> int:
        """A yes/no variable: whether the component is covered to the last lot."""
        if component_id not in self._full:
            lots = quantity_lots(self.problem, component_id)
            variable = self.draft.variable(f"full[{component_id}]", 0, 1)
            self._full[component_id] = variable
            covered = Expression.of(
                (self.lots[pair], 1) for pair in self.by_component[component_id]
            )
            tag = Tag(STRUCTURE, component_id)
            self.draft.row(tag, covered - Expression({variable: lots}), lower=0)
            self.draft.row(tag, covered - Expression({variable: 1}), upper=lots - 1)
        return self._full[component_id]

    def _once(self, name: str, make: Callable[[], Expression]) -> Expression:
        if name not in self._totals:
            self._totals[name] = make()
        return self._totals[name]


def tie_any(draft: ModelDraft, variable: int, parts: list[int]) -> None:
    """Tie a yes/no variable to the others: 1 exactly when one of them is 1."""
    tag = Tag(STRUCTURE)
    for part in parts:
        draft.row(tag, Expression({variable: 1, part: -1}), lower=0)
    draft.row(tag, Expression.of([(variable, -1), *((part, 1) for part in parts)]), lower=0)


def make_choices(problem: Problem, terms: Terms) -> Choices:
    """Variables for every eligible pair, in order of component and member."""
    draft = ModelDraft()
    choices = Choices(problem, terms, draft, eligible_pairs(problem))
    choices.by_member = _grouped(choices.pairs, 0)
    choices.by_component = dict.fromkeys(problem.component, ()) | _grouped(choices.pairs, 1)
    ordered = sorted(choices.pairs, key=lambda pair: (pair[1], pair[0]))
    for pair in ordered:
        name = f"{pair[0]},{pair[1]}"
        choices.lots[pair] = draft.variable(f"lots[{name}]", 0, most_lots(choices, pair))
        choices.used[pair] = draft.variable(f"used[{name}]", 0, 1)
    for member_id in choices.by_member:
        choices.engaged[member_id] = draft.variable(f"engaged[{member_id}]", 0, 1)
    return choices


def _grouped(pairs: tuple[Pair, ...], place: int) -> dict[str, tuple[Pair, ...]]:
    found: dict[str, list[Pair]] = {}
    for pair in pairs:
        found.setdefault(pair[place], []).append(pair)
    return {key: tuple(found[key]) for key in sorted(found)}


def most_lots(choices: Choices, pair: Pair) -> int:
    """The most lots that a pair could have, whatever else is decided."""
    whole = quantity_lots(choices.problem, pair[1])
    if not choices.terms.is_on("offer_capacity"):
        return whole
    return min(whole, capacity_lots(choices.problem, choices.problem.offer[pair]))


def smallest(draft: ModelDraft, expression: Expression) -> Number:
    """The least value an expression can take within the variables' bounds."""
    return expression.constant + sum(
        value * (draft.variables[index].lower if value > 0 else draft.variables[index].upper)
        for index, value in expression.terms.items()
    )


def largest(draft: ModelDraft, expression: Expression) -> Number:
    """The greatest value an expression can take within the variables' bounds."""
    return -smallest(draft, expression * -1)
