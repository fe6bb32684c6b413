"""Which points of a frontier are still wanted, and what the known ones tell of their neighbours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from scenarios.frontier_tasks import FAIREST, LEAST, NEXT, STEP, WHOLE, FrontierTask

Row = Mapping[str, Any]
Assignments = tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Point:
    """A point found: a level of the worst-off member, or a whole vector, at its least cost.

    Where it is not proved, the least cost of a level is between `bound_pln` and `cost_pln`; of a
    whole vector `levels_bound` has the levels that are, and what the next one can be at most.
    """

    name: str
    level: int
    levels: tuple[int, ...]
    cost_pln: Fraction | None
    bound_pln: Fraction | None
    proved: bool
    stopped_by: str
    smallest_ratio: Fraction | None = None
    small_members_value_pln: Fraction | None = None
    cost_cap_pln: Fraction | None = None
    assignments: Assignments = ()
    levels_bound: tuple[int, ...] = ()

    @property
    def level_at_most(self) -> int:
        """The highest level that the worst-off member of a whole plan could still have."""
        return max((self.level, *self.levels_bound[:1]))


@dataclass
class Plan:
    """The points of a frontier in the making: asked for one at a time, found in any order."""

    first: FrontierTask
    digest: str
    extra_pct: tuple[Fraction, ...]
    every_budget: bool
    asked: set[tuple[Any, ...]] = field(default_factory=set)
    wholes: dict[str, Point] = field(default_factory=dict)
    steps: dict[int, Point] = field(default_factory=dict)
    errors: list[Row] = field(default_factory=list)
    open_steps: list[int] = field(default_factory=list)
    waiting: list[FrontierTask] = field(default_factory=list)
    under_way: int = 0
    from_above: bool = False
    done: int = 0
    infeasible: bool = False

    def __post_init__(self) -> None:
        ends = [replace(self.first, kind=WHOLE, name=LEAST)]
        ends.append(replace(self.first, kind=WHOLE, name=FAIREST))
        self.waiting = ends

    @property
    def of(self) -> int:
        """How many points there are, as far as is known by now."""
        return self.done + self.under_way + len(self.waiting) + len(self.open_steps)

    @property
    def finished(self) -> bool:
        """Whether nothing is wanted any more."""
        return self.of == self.done

    def next_task(self) -> FrontierTask | None:
        """What to find next; None while that depends on what is under way, or at the end."""
        task = self.waiting.pop(0) if self.waiting else self._next_step()
        if task is not None:
            self.under_way += 1
        return task

    def take(self, task: FrontierTask, row: Row) -> None:
        """Take in what was found, and what follows from it."""
        self.under_way -= 1
        self.done += 1
        if row["status"] == "error":
            self.errors.append(row)
        elif task.kind == STEP:
            self._take_step(task, row)
        elif task.kind == WHOLE:
            self._take_whole(task, row)
        else:
            self._take_next(row)

    def step_points(self) -> tuple[Point, ...]:
        """The curve: every level with its least cost, or with what that is proved to be between."""
        points = [self.steps[level] for level in sorted(self.steps)]
        return tightened(points, [*points, *self.wholes.values()])

    def whole_points(self) -> tuple[Point, ...]:
        """The whole plans by growing cost; of equal vectors the first."""
        known = [each for each in self.wholes.values() if each.cost_pln is not None]
        # Of equal cost the one that was allowed less comes first.
        ordered = sorted(
            known,
            key=lambda each: (each.cost_cap_pln is None, each.cost_pln, each.cost_cap_pln or 0),
        )
        least = [each for each in ordered if each.name == LEAST]
        return (*least, *(each for each in ordered if each.name != LEAST))

    def _take_whole(self, task: FrontierTask, row: Row) -> None:
        levels = tuple(row["levels"] or ())
        cost = _exact(row["cost_pln"])
        self.infeasible = self.infeasible or row["status"] == "infeasible"
        self.wholes[task.name] = Point(
            task.name,
            levels[0] if levels else 0,
            levels,
            cost,
            _exact(row["bound_pln"]),
            bool(row["proved"]),
            row["stopped_by"],
            _exact(row["smallest_ratio"]),
            _exact(row["small_members_value_pln"]),
            _exact(task.cost_pln),
            tuple((a, b, c) for a, b, c in row["assignments"]),
            () if row["levels_proved"] else tuple(row["bound"] or ()),
        )
        if task.name in (LEAST, FAIREST) and {LEAST, FAIREST} <= set(self.wholes):
            self._begin_between()
        elif self.steps and levels:
            # Without proofs a plan within a cost may lift the worst-off above the fairest found.
            top = max((*self.steps, *self.open_steps))
            self.open_steps += range(top + 1, levels[0] + 1)
        if self.every_budget and task.name != FAIREST and levels and cost is not None:
            self.waiting.append(replace(self.first, kind=NEXT, levels=levels))

    def _begin_between(self) -> None:
        least, fairest = self.wholes[LEAST], self.wholes[FAIREST]
        if least.cost_pln is None or not fairest.levels:
            return
        self.steps[least.level] = replace(least, name=STEP, levels=())
        self.open_steps = list(range(least.level + 1, fairest.level + 1))
        if self.every_budget:
            return
        for extra in self.extra_pct:
            cap = least.cost_pln * (1 + extra / 100)
            if extra:
                name = f"+{extra}"
                self.waiting.append(replace(self.first, kind=WHOLE, name=name, cost_pln=str(cap)))

    def _take_next(self, row: Row) -> None:
        cost = _exact(row["cost_pln"])
        if cost is None:
            return
        name = f"at {cost}"
        self.waiting.append(replace(self.first, kind=WHOLE, name=name, cost_pln=str(cost)))

    def _next_step(self) -> FrontierTask | None:
        """The lowest open level, then the highest, by turns: both ends know their neighbours."""
        if not self.open_steps:
            return None
        level = self.open_steps.pop(-1 if self.from_above else 0)
        self.from_above = not self.from_above
        below = [_at_least(self.steps[each]) for each in self.steps if each < level]
        needed = [each for each in below if each is not None]
        return replace(
            self.first,
            kind=STEP,
            level=level,
            known=self._known(level),
            at_least_pln=None if not needed else str(max(needed)),
        )

    def _known(self, level: int) -> Assignments:
        """The cheapest split known that lifts everybody to the level."""
        points = [*self.steps.values(), *self.wholes.values()]
        able = [
            each
            for each in points
            if each.level >= level and each.cost_pln is not None and each.assignments
        ]
        best = min(able, key=lambda each: each.cost_pln or 0, default=None)
        return () if best is None else best.assignments

    def _take_step(self, task: FrontierTask, row: Row) -> None:
        reached = row["reached"] if row["proved"] and row["reached"] is not None else task.level
        point = Point(
            STEP,
            task.level,
            (),
            _exact(row["cost_pln"]),
            _exact(row["bound_pln"]),
            bool(row["proved"]),
            row["stopped_by"],
            assignments=tuple((a, b, c) for a, b, c in row["assignments"]),
        )
        for level in range(task.level, reached + 1):
            if level == task.level or level in self.open_steps:
                self.steps[level] = replace(point, level=level)
        self.open_steps = [each for each in self.open_steps if not task.level <= each <= reached]


def tightened(points: Sequence[Point], plans: Sequence[Point]) -> tuple[Point, ...]:
    """Points of the curve by level, each told what the others tell of it.

    A level costs no less than a lower one, and no more than any plan that lifts everybody to it.
    """
    found: list[Point] = []
    floor: Fraction | None = None
    for each in points:
        point = each if each.proved else _narrowed(each, floor, plans)
        found.append(point)
        known = [cost for cost in (floor, _at_least(point)) if cost is not None]
        floor = max(known, default=None)
    return tuple(found)


def _narrowed(point: Point, floor: Fraction | None, plans: Sequence[Point]) -> Point:
    able = [each for each in plans if each.level >= point.level and each.cost_pln is not None]
    best = min(able, key=lambda each: each.cost_pln or 0, default=point)
    bounds = [each for each in (floor, point.bound_pln) if each is not None]
    bound = max(bounds, default=None)
    met = bound is not None and best.cost_pln is not None and best.cost_pln <= bound
    return replace(
        point,
        cost_pln=best.cost_pln,
        assignments=best.assignments,
        bound_pln=bound,
        proved=met,
        stopped_by="proof" if met else point.stopped_by,
    )


def _at_least(point: Point) -> Fraction | None:
    """What the level of a point of the curve is proved to cost at least."""
    return point.cost_pln if point.proved else point.bound_pln


def _exact(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)
