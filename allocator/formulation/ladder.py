"""Levels of members in the model: rungs that are kept, the level to raise, members to count.

Whether a member reaches a level is the exact inequality award >= level * step * target: no
division and no rounding is ever modelled.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor

from allocator.formulation.awards import counted_awards
from allocator.formulation.choices import STRUCTURE, Choices, largest
from allocator.measures.awards import targets
from allocator.measures.peaks import highest_peak
from allocator.model import Expression, Tag
from allocator.problem.request import Fairness

HELD = "held"


@dataclass(frozen=True)
class Steps:
    """Members with a target: their awards, what one level is worth to each, the highest in reach.

    `top` is the cap or, without one, the highest level that anybody could reach.
    """

    awards: dict[str, Expression]
    worth: dict[str, Fraction]
    reach: dict[str, int]
    top: int


def steps_of(choices: Choices, fairness: Fairness) -> Steps:
    """The levels of a problem under its fairness settings."""
    due = targets(choices.problem, fairness)
    awards = counted_awards(choices, due, fairness)
    worth = {each: target * fairness.grid_pct / 100 for each, target in due.items()}
    cap = fairness.highest_level
    reach = {
        each: floor(Fraction(largest(choices.draft, awards[each])) / worth[each]) for each in due
    }
    if cap is not None:
        reach = {each: min(level, cap) for each, level in reach.items()}
    return Steps(awards, worth, reach, max(reach.values(), default=0))


def peaks_of(choices: Choices, fairness: Fairness) -> Steps:
    """The same for who should have least: levels are how far a member stays below the highest."""
    due = targets(choices.problem, fairness)
    worth = {each: target * fairness.grid_pct / 100 for each, target in due.items()}
    top = highest_peak(choices.problem, fairness)
    awards = {
        each: award * -1 + top * worth[each]
        for each, award in counted_awards(choices, due, fairness).items()
    }
    return Steps(awards, worth, dict.fromkeys(due, top), top)


def write_ladder(
    choices: Choices, steps: Steps, rungs: Sequence[tuple[int, int]]
) -> list[dict[str, int]]:
    """Keep rungs (level, members): so many members reach each level.

    Returns for every rung a yes/no variable of each member that is there (none where all are).
    """
    whole = len(steps.awards)
    signs: list[dict[str, int]] = []
    for place, (level, members) in enumerate(rungs):
        signs.append({} if members == whole else _signs(choices, steps, place, level, members))
        if place and signs[place - 1] and signs[place]:
            for each, sign in signs[place].items():
                below = signs[place - 1][each]
                choices.draft.row(
                    Tag(STRUCTURE, each), Expression({below: 1, sign: -1}), lower=0, held=True
                )
    for each in sorted(steps.awards):
        _keep(choices, steps, each, rungs, signs)
    return signs


def level_expression(
    choices: Choices, steps: Steps, rungs: Sequence[tuple[int, int]], signs: list[dict[str, int]]
) -> Expression:
    """The level that as many members reach as stand on the last rung."""
    level, members = rungs[-1]
    here = signs[-1]
    candidates = here or dict.fromkeys(steps.awards, -1)
    most = sorted((steps.reach[each] for each in candidates), reverse=True)[members - 1]
    lowest = rungs[0][0]
    raised = choices.draft.variable("level", level, max(level, most), helper=True)
    for each in sorted(candidates):
        worth, sign = steps.worth[each], candidates[each]
        reached = steps.awards[each] - Expression({raised: worth})
        if sign >= 0:
            spare = worth * (max(level, most) - lowest)
            reached = reached - Expression({sign: spare}, -spare)
        choices.draft.row(Tag(STRUCTURE, each), reached, lower=0)
    return Expression({raised: 1})


@dataclass(frozen=True)
class Rise:
    """What is asked of the last rung: how high, and how many a step above.

    `signs` are those of each rung, `level` the variable that the last one rises to, `above` a
    yes/no variable of each member that could be a step above it.
    """

    steps: Steps
    rungs: Sequence[tuple[int, int]]
    signs: list[dict[str, int]]
    level: int
    above: dict[str, int]

    @property
    def expression(self) -> Expression:
        """Both in one number: the level times one more than there are members, plus the count."""
        weight = len(self.steps.awards) + 1
        return Expression({self.level: weight, **dict.fromkeys(self.above.values(), 1)})

    def values(self, known: tuple[int, ...]) -> tuple[int, ...]:
        """A plan's values with those of all variables of the ladder, which follow from it."""
        steps = self.steps
        levels = {
            each: min(floor(Fraction(award.value(known)) / steps.worth[each]), steps.top)
            for each, award in steps.awards.items()
        }
        level = sorted(levels.values())[-self.rungs[-1][1]]
        lowest = [*(each for each, _ in self.rungs[:-1]), level]
        found = {self.level: level}
        for edge, here in zip(lowest, self.signs, strict=True):
            found |= {sign: int(levels[each] >= edge) for each, sign in here.items()}
        found |= {sign: int(levels[each] > level) for each, sign in self.above.items()}
        return (*known, *(found[index] for index in sorted(found) if index >= len(known)))


def write_rise(
    choices: Choices, steps: Steps, rungs: Sequence[tuple[int, int]], signs: list[dict[str, int]]
) -> Rise:
    """The level that as many members reach as stand on the last rung, and who is a step above.

    Both at once: whether a member is above a level that is itself still open is linear.
    """
    level, members = rungs[-1]
    candidates = signs[-1] or dict.fromkeys(steps.awards, -1)
    most = max(level, sorted(steps.reach[each] for each in candidates)[-members])
    spare_levels = most - rungs[0][0]
    # No helper: with a fraction of a level, who is a step above it would be another question.
    raised = choices.draft.variable("level", level, most)
    above = {}
    for each in sorted(candidates):
        worth, sign, tag = steps.worth[each], candidates[each], Tag(STRUCTURE, each)
        reached = steps.awards[each] - Expression({raised: worth})
        if steps.reach[each] > level:
            above[each] = choices.draft.variable(f"above[{each}]", 0, 1)
            reached = reached - Expression({above[each]: worth})
            within = Expression({raised: 1, above[each]: 1})
            choices.draft.row(tag, within, upper=steps.top)
            if sign >= 0:
                choices.draft.row(tag, Expression({sign: 1, above[each]: -1}), lower=0)
        if sign >= 0:
            spare = worth * spare_levels
            reached = reached - Expression({sign: spare}, -spare)
        choices.draft.row(tag, reached, lower=0)
    return Rise(steps, rungs, signs, raised, above)


def count_expression(
    choices: Choices, steps: Steps, rungs: Sequence[tuple[int, int]], signs: list[dict[str, int]]
) -> Expression:
    """How many members get a step above the last rung."""
    level = rungs[-1][0]
    lowest = rungs[0][0]
    above = {}
    for each in sorted(signs[-1] or steps.awards):
        if steps.reach[each] <= level:
            continue
        variable = choices.draft.variable(f"above[{each}]", 0, 1)
        above[each] = variable
        gain = steps.worth[each] * (level + 1 - lowest)
        floor_of_all = steps.worth[each] * lowest
        choices.draft.row(
            Tag(STRUCTURE, each),
            steps.awards[each] - Expression({variable: gain}, floor_of_all),
            lower=0,
        )
        if signs[-1]:
            choices.draft.row(
                Tag(STRUCTURE, each), Expression({signs[-1][each]: 1, variable: -1}), lower=0
            )
    return Expression.of((variable, 1) for variable in above.values())


def _signs(choices: Choices, steps: Steps, place: int, level: int, members: int) -> dict[str, int]:
    """A yes/no variable for each member that could stand on the rung; enough of them do."""
    able = [each for each in sorted(steps.awards) if steps.reach[each] >= level]
    signs = {each: choices.draft.variable(f"rung[{place},{each}]", 0, 1) for each in able}
    tag = Tag(HELD, f"target_share:count:{level}")
    total = Expression.of((sign, 1) for sign in signs.values())
    choices.draft.row(tag, total, lower=members, held=True)
    return signs


def _keep(
    choices: Choices,
    steps: Steps,
    member_id: str,
    rungs: Sequence[tuple[int, int]],
    signs: list[dict[str, int]],
) -> None:
    """The ladder of one member: its award is worth at least the rungs that it stands on."""
    kept, below, needs = Expression(), 0, False
    for (level, _), here in zip(rungs, signs, strict=True):
        gain = steps.worth[member_id] * (level - below)
        if not here:
            kept, below, needs = kept + gain, level, needs or level > 0
        elif member_id in here:
            kept, below, needs = kept + Expression({here[member_id]: gain}), level, True
    if needs:
        choices.draft.row(
            Tag(HELD, f"target_share:{member_id}"),
            steps.awards[member_id] - kept,
            lower=0,
            held=True,
        )
