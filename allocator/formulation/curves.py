"""Concave worth of awards in the model: tangents from above, more of them where a plan touches.

Outer approximation (Kelley 1960; Duran and Grossmann 1986) in whole numbers: every tangent is
rounded upward, so the model never promises less than the exact measure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from allocator.allocation import Quantities
from allocator.formulation.awards import common_step, counted_awards
from allocator.formulation.choices import STRUCTURE, Choices, largest
from allocator.measures.awards import counted_awards as awards_in
from allocator.measures.awards import targets
from allocator.measures.concave import slope, worth
from allocator.model import Expression, ModelDraft, Tag
from allocator.problem.request import Fairness

MILLIONTH = Fraction(1, 10**6)
FINEST_UNIT = Fraction(1, 10**9)
"""In what worth is counted at first, where numbers stay small enough for it."""
LARGEST_ACTIVITY = 2**60
"""The most that a tangent may come to: an exact engine holds twice as much."""
FINER = 10
"""How much finer worth is counted where a unit proves too coarse."""
ALL_POINTS = 40
"""Up to so many possible awards every one has its tangent from the start."""
FIRST_POINTS = 8
"""Else so many, spread evenly by logarithm,"""
NEAR_TARGET_PCT = range(60, 145, 5)
"""and these parts of the target, since most awards come to lie near it."""
DIGITS = 40


@dataclass(frozen=True)
class Member:
    """One member's award: `step` * whole numbers, with its part of all targets.

    `something` is the yes/no variable that says whether it has an award; None where it always
    counts. `least` and `most` are the smallest and largest award that count, in steps; its
    weighted worth lies between `low` and `high`, and is `nothing` where it has none.
    """

    member_id: str
    award: Expression
    step: Fraction
    target: Fraction
    weight: Fraction
    something: int | None
    least: int
    most: int
    low: Fraction
    high: Fraction
    nothing: Fraction

    def ratio(self, steps: int) -> Fraction:
        """The ratio of an award of so many steps."""
        return steps * self.step / self.target


@dataclass(frozen=True)
class Curves:
    """The mean worth of ratios as `expression`, a whole number of millionths, half up.

    `touch` adds tangents at a plan's awards to a draft; at a plan that has them already it counts
    worth in finer units. All that was learnt is in the draft, so a branch learns for itself.
    """

    fairness: Fairness
    alpha: Fraction
    members: tuple[Member, ...]
    mean: int

    @property
    def expression(self) -> Expression:
        """The mean worth that the model allows."""
        return Expression({self.mean: MILLIONTH})

    def touch(self, choices: Choices, quantities: Quantities) -> bool:
        """Let the model know the exact measure of these quantities; whether it has learnt any."""
        draft, awards = choices.draft, awards_in(choices.problem, quantities, self.fairness)
        scale = self._scales(draft)[-1]
        points = {
            each.member_id: {int(awards[each.member_id] / each.step)} for each in self.members
        }
        return scale.write(draft, points) or self._count_finer(draft, scale, points)

    def begin(self, draft: ModelDraft) -> None:
        """The first tangents of every member."""
        unit = FINEST_UNIT
        while not self._fits(unit):
            unit *= FINER
        scale = self._open(draft, unit, 0)
        scale.write(draft, {each.member_id: _first_points(each) for each in self.members})

    def _count_finer(self, draft: ModelDraft, scale: Scale, points: dict[str, set[int]]) -> bool:
        unit = scale.unit / FINER
        if not self._fits(unit):
            return False
        finer = self._open(draft, unit, scale.place + 1)
        known = scale.points(draft)
        return finer.write(draft, {each: points[each] | known[each] for each in points})

    def _fits(self, unit: Fraction) -> bool:
        """Whether every tangent in this unit stays within what an exact engine can hold."""
        return all(
            (each.high - each.low) / unit * 10 ** len(str(each.most)) <= LARGEST_ACTIVITY
            for each in self.members
        )

    def _open(self, draft: ModelDraft, unit: Fraction, place: int) -> Scale:
        """Variables for worth in a unit, and the mean that they allow."""
        total, helpers = Expression(), {}
        for each in self.members:
            low, high = floor(each.low / unit), ceil(each.high / unit) + 1
            name = f"{self._name(place)}[{each.member_id}]/{unit.denominator}"
            helpers[each.member_id] = draft.variable(name, low, high, helper=True)
            total = total + Expression({helpers[each.member_id]: unit})
        # The mean rounds to so many millionths or more.
        mean = Expression({self.mean: MILLIONTH}, -MILLIONTH / 2)
        draft.row(Tag(STRUCTURE, "mean_worth"), total - mean, lower=0)
        return Scale(self, place, unit, helpers)

    def _scales(self, draft: ModelDraft) -> list[Scale]:
        """What the draft counts worth in, the coarsest first."""
        found: list[Scale] = []
        for variable in draft.variables[self.mean :]:
            name = f"{self._name(len(found))}["
            if variable.name.startswith(name):
                unit = Fraction(1, int(variable.name.rpartition("/")[2]))
                indices = range(variable.index, variable.index + len(self.members))
                helpers = {
                    each.member_id: index for each, index in zip(self.members, indices, strict=True)
                }
                found.append(Scale(self, len(found), unit, helpers))
        return found

    def _name(self, place: int) -> str:
        return f"worth{self.mean}.{place}"


@dataclass(frozen=True)
class Scale:
    """Worth counted in one unit: a variable for each member under its tangents."""

    curves: Curves
    place: int
    unit: Fraction
    helpers: Mapping[str, int]

    def write(self, draft: ModelDraft, points: Mapping[str, set[int]]) -> bool:
        """Add the tangents at these awards that the draft has not; whether there were any."""
        present = {row.tag for row in draft.rows}
        added = False
        for each in self.curves.members:
            for at in sorted({max(point, 1) for point in points[each.member_id]}):
                tag = Tag(STRUCTURE, f"{self._prefix(each)}{at}")
                if tag not in present:
                    draft.row(tag, self._above(each, at), lower=0)
                    added = True
        return added

    def points(self, draft: ModelDraft) -> dict[str, set[int]]:
        """At which awards of each member the draft has tangents."""
        subjects = [row.tag.subject for row in draft.rows]
        return {
            each.member_id: {
                int(subject.removeprefix(self._prefix(each)))
                for subject in subjects
                if subject.startswith(self._prefix(each))
            }
            for each in self.curves.members
        }

    def _prefix(self, member: Member) -> str:
        return f"worth {self.helpers[member.member_id]} at "

    def _above(self, member: Member, at: int) -> Expression:
        """A tangent less the worth variable, in units: never negative at a plan's exact worth.

        Slope and height are rounded upward to as many digits as it takes to lose no more than a
        unit or two at `at` itself. The one unit more is what the variable, a whole number, would
        else lose below an exact worth that is none.
        """
        alpha, ratio = self.curves.alpha, member.ratio(at)
        fine = Fraction(1, 10 ** len(str(at)))
        scale = member.weight / self.unit
        a_step = scale * member.step / member.target
        down, up = (each * a_step for each in slope(ratio, alpha, DIGITS))
        height = worth(ratio, alpha, DIGITS)[1] * scale
        rise = ceil(up / fine) * fine
        start = ceil((height - down * at) / fine) * fine
        line = member.award * (rise / member.step) - Expression({self.helpers[member.member_id]: 1})
        if member.something is None:
            return line + start + 1
        # Without an award the line begins at what nothing is worth, with one where it did.
        nothing = ceil(member.nothing / self.unit / fine) * fine
        return line + Expression({member.something: start - nothing}, nothing + 1)


def draw_curves(choices: Choices, fairness: Fairness, alpha: Fraction) -> Curves:
    """The mean worth of ratios, weighted by target, written into the draft."""
    members = tuple(_members(choices, fairness, alpha))
    low = sum((each.low for each in members), Fraction(0))
    high = sum((each.high for each in members), Fraction(0))
    mean = choices.draft.variable(
        "mean_worth", floor(low / MILLIONTH), ceil(high / MILLIONTH), helper=True
    )
    curves = Curves(fairness, alpha, members, mean)
    curves.begin(choices.draft)
    return curves


def has_something(choices: Choices, member_id: str, award: Expression) -> int | bool:
    """A yes/no variable: whether a member's award is more than nothing; a bool where it is known.

    An award is a sum of amounts that are not negative, so it is positive where one of them is.
    """
    if award.constant > 0:
        return True
    pairs = [
        pair
        for pair in choices.by_member.get(member_id, ())
        if {choices.lots[pair], choices.used[pair]} & set(award.terms)
    ]
    if choices.engaged.get(member_id) in award.terms:
        return choices.engaged[member_id]
    return choices.any_used(pairs) if pairs else False


def _members(choices: Choices, fairness: Fairness, alpha: Fraction) -> Iterator[Member]:
    due = targets(choices.problem, fairness)
    whole = sum(due.values(), Fraction(0))
    for each, award in counted_awards(choices, sorted(due), fairness).items():
        sign, weight = has_something(choices, each, award), due[each] / whole
        nothing = Fraction(0) if alpha >= 1 else weight * worth(Fraction(0), alpha)[0]
        step = common_step([*award.terms.values(), award.constant])
        if sign is False:
            if nothing:
                always = (None, 1, 1, nothing, nothing, nothing)
                yield Member(each, award, step, due[each], weight, *always)
            continue
        most = floor(Fraction(largest(choices.draft, award)) / step)
        least, ratio = floor(_least(award) / step), step / due[each]
        low = weight * worth(least * ratio, alpha, DIGITS)[0]
        high = weight * worth(most * ratio, alpha, DIGITS)[1]
        something = None if sign is True else sign
        if something is not None:
            low, high = min(low, nothing), max(high, nothing)
        yield Member(
            each, award, step, due[each], weight, something, least, most, low, high, nothing
        )


def _least(award: Expression) -> Fraction:
    """The smallest award that is more than nothing."""
    if award.constant:
        return Fraction(award.constant)
    return min(Fraction(each) for each in award.terms.values())


def _first_points(member: Member) -> set[int]:
    """Awards whose tangents are there from the start: all of them, or some by equal ratios."""
    least, most = max(member.least, 1), max(member.most, 1)
    if most <= ALL_POINTS:
        return set(range(1, most + 1))
    growth = (most / least) ** (1 / FIRST_POINTS)
    spread = {round(least * growth**place) for place in range(FIRST_POINTS + 1)}
    due = member.target / member.step
    near = {floor(due * percent / 100) for percent in NEAR_TARGET_PCT}
    return {min(max(each, least), most) for each in spread | near}
