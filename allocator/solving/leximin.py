"""Goals of levels: a ladder climbed rung by rung, each step proved."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import floor

from allocator.fairness.ladder import Ladder, Rung, ladder_of, levels_of
from allocator.formulation import Formulation
from allocator.formulation.formulation import Target
from allocator.formulation.ladder import Steps
from allocator.measures.goal_measures import ladder, level_and_count
from allocator.measures.goals import Entry, Sense
from allocator.measures.peaks import climbed
from allocator.solving.attempts import Attempt
from allocator.solving.plans import Held, Plan
from allocator.solving.progress import PhaseListener, PhaseProgress

ONE = Fraction(1)

Try = Callable[[Formulation, Target, tuple[Held, ...], Plan | None], Attempt]
"""How one stage is optimised within what is left of the goal's time."""


@dataclass
class Climb:
    """The way up. `proved` are the stages that are, in order; `bounds` what is known beyond."""

    entry: Entry
    formulation: Formulation
    steps: Steps
    ladder: Ladder
    best: Plan | None
    attempt: Try
    held: tuple[Held, ...]
    proved: list[Held] = field(default_factory=list)
    engines: list[str] = field(default_factory=list)
    failures: list[tuple[str, str]] = field(default_factory=list)
    complete: bool = False
    infeasible: bool = False
    stopped_by: str = "proof"
    next_level: int | None = None

    def climb(self) -> None:
        """Rung by rung, until nobody can be lifted any more, or something stops it."""
        if not self.steps.awards:
            self.complete = self.best is not None
            return
        while self._next_rung():
            pass

    def _next_rung(self) -> bool:
        """The highest level for those on the last rung, and how many of them can get a step above.

        Both are asked at once, which is one proof instead of two; whether the climb goes on.
        """
        found = self._stage(f"{self.entry.goal.name}:climb:{self.ladder.foot.members}")
        if found is None:
            return False
        level, above = level_and_count(int(found), self.ladder.members)
        self.ladder = self.ladder.raised(level)
        if not above:
            self.complete = True
            return False
        self.ladder = self.ladder.counted(above)
        return True

    def _stage(self, name: str) -> Fraction | None:
        """One stage to proof; None where it was not proved. The best plan is kept anyway."""
        branch = self.formulation.branch()
        entry = Entry(name, self.entry.goal, Sense.MAXIMISE, ONE)
        rungs = [(each.level, each.members) for each in self._rungs]
        rise = branch.rise(self.steps, rungs)
        target = Target(entry, rise.expression)
        known = None
        if self.best is not None:
            # Every engine starts from the whole plan: what its levels are is nothing to search.
            known = replace(self.best, values=rise.values(self.best.values))
        found = self.attempt(branch, target, (*self.held, *self._held_rungs(rungs)), known)
        self.failures += found.failures
        if found.plan is not None:
            # What the stage has added to the model is no part of any other.
            whole = len(self.formulation.choices.draft.variables)
            self.best = replace(found.plan, values=found.plan.values[:whole])
        self.engines += [each for each in found.confirmed_by if each not in self.engines]
        if found.infeasible:
            self.infeasible = True
            return None
        if not found.proved or found.value is None:
            self.stopped_by = found.stopped_by
            self.next_level = self._at_most(found)
            return None
        self.proved.append(Held(target, found.value))
        return found.value

    def _at_most(self, found: Attempt) -> int:
        """What the next member's level can be at most, where a stage stayed open."""
        if found.bound is None:
            return self.steps.top
        return level_and_count(int(found.bound), self.ladder.members)[0]

    @property
    def _rungs(self) -> tuple[Rung, ...]:
        return self.ladder.rungs or (Rung(0, self.ladder.members),)

    def _held_rungs(self, rungs: list[tuple[int, int]]) -> tuple[Held, ...]:
        """What a plan of this stage must keep of the rungs below, told by its levels alone.

        The ground is one of them, so that every claim of a float engine is decided exactly.
        """
        return tuple(held_rung(self.entry, level, members) for level, members in rungs)

    def reached(self) -> tuple[int, ...]:
        """The sorted levels of the best plan."""
        if self.best is None or not self.steps.awards:
            return ()
        choices = self.formulation.choices
        goal = self.entry.goal
        found = ladder(goal.name, choices.problem, goal.fairness, self.best.quantities)
        return climbed(goal.name, choices.problem, goal.fairness, found)

    def bound(self) -> tuple[int, ...]:
        """The levels that are proved, from the lowest, and what the next one can be at most."""
        if self.complete:
            return levels_of(self.ladder)
        final = levels_of(self.ladder)[: self.ladder.members - self.ladder.foot.members]
        return (*final, *(() if self.next_level is None else (self.next_level,)))


def in_levels(listener: PhaseListener | None, members: int) -> PhaseListener | None:
    """The listener told of levels, where a stage's own number is a level and a count in one."""
    if listener is None:
        return None

    def level(value: Fraction | None) -> Fraction | None:
        return None if value is None else Fraction(level_and_count(floor(value), members)[0])

    def tell(moment: PhaseProgress) -> None:
        listener(replace(moment, best=level(moment.best), bound=level(moment.bound)))

    return tell


def held_rung(entry: Entry, level: int, members: int) -> Held:
    """That so many members reach a level, as a held goal without an expression."""
    from allocator.model import Expression

    name = f"{entry.goal.name}:count:{level}"
    return Held(
        Target(Entry(name, entry.goal, Sense.MAXIMISE, ONE), Expression()), Fraction(members)
    )


def rungs_to_keep(levels_reached: tuple[int, ...]) -> list[tuple[int, int]]:
    """The ladder of a plan as rungs, the ground left out."""
    ladder = ladder_of(levels_reached)
    return [(each.level, each.members) for each in ladder.rungs]


@dataclass(frozen=True)
class Stage:
    """One claim of a ladder: under these rungs, the target's value can not be better."""

    formulation: Formulation
    target: Target
    value: Fraction
    rungs: tuple[tuple[int, int], ...]


def stages(
    formulation: Formulation, entry: Entry, levels_claimed: tuple[int, ...]
) -> Iterator[Stage]:
    """The claims of a ladder that ends at these sorted levels, in the order of the climb."""
    steps = formulation.steps(entry.goal)
    ladder = ladder_of(levels_claimed)
    for place, rung in enumerate(ladder.rungs):
        before = [(each.level, each.members) for each in ladder.rungs[:place]]
        higher = ladder.rungs[place + 1].members if place + 1 < len(ladder.rungs) else 0
        foot = before[-1][0] + 1 if before else 0
        parts = (
            ("level", rung.members, Formulation.highest, (foot, rung.members), rung.level),
            ("count", rung.level + 1, Formulation.above, (rung.level, rung.members), higher),
        )
        for kind, number, write, last, value in parts:
            if kind == "count" and rung.level >= steps.top:
                continue
            rungs = [*before, last]
            branch = formulation.branch()
            name = f"{entry.goal.name}:{kind}:{number}"
            stage = Entry(name, entry.goal, Sense.MAXIMISE, ONE)
            target = write(branch, steps, rungs, stage)
            kept = tuple((level, members) for level, members in rungs if level > 0)
            yield Stage(branch, target, Fraction(value), kept)
