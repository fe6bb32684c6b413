"""Claims of a fair split as small models: each says that some kind of plan does not exist.

Two for every rung of the ladder (nobody can be raised, no more can be lifted above it), and one
for each member: no split gives it a higher level unless somebody else falls to its level or
below. That last is what leximin implies (Luss 1999), and it needs no ordering to be stated.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from allocator.allocation import Quantities
from allocator.certificates.standings import Standing, standings_of
from allocator.fairness.ladder import ladder_of
from allocator.formulation import Formulation, formulate
from allocator.formulation.ladder import Steps
from allocator.measures.goals import Entry, entries
from allocator.model import Model, ModelDraft, Tag
from allocator.problem.problem import Problem
from allocator.problem.request import Goal, Terms
from allocator.solving.leximin import stages
from allocator.solving.sequence import tolerated

TARGET_SHARE = "target_share"


@dataclass(frozen=True)
class Claim:
    """No plan of `model` exists. The model is the base and what the claim adds to it.

    `kind` is level, count or member; `subject` the rung's level or the member's id; `number` how
    many members the rung is about.
    """

    kind: str
    subject: str
    number: int
    model: Model

    @property
    def name(self) -> str:
        """What tells it from the others of a certificate."""
        return f"{self.kind}:{self.subject}"


@dataclass(frozen=True)
class Case:
    """A result's claims about levels. `base` is the model that earlier goals have left."""

    entry: Entry
    base: Model
    standings: tuple[Standing, ...]
    claims: tuple[Claim, ...]
    complete: bool


def case_of(
    problem: Problem,
    terms: Terms,
    goals: Sequence[Goal],
    values: Sequence[Fraction | tuple[int, ...] | None],
    quantities: Quantities,
    *,
    bound: tuple[int, ...] | None,
    proved: bool,
) -> Case | None:
    """The claims of a result about its first goal of levels; None where it has no such goal.

    None too where a goal before it is only bounded by tangents, as a weighted Nash is.

    `values` are those of the goals' entries in order, as the result states them; `bound` and
    `proved` those of the goal of levels: of an unfinished ladder only proved rungs are claimed.
    """
    formulation = formulate(problem, terms)
    for entry, value in zip(entries(problem, terms, tuple(goals)), values, strict=False):
        if entry.name == TARGET_SHARE:
            return _case(formulation, entry, quantities, bound=bound, proved=proved)
        if value is None or isinstance(value, tuple):
            return None
        target = formulation.target(entry)
        if target.curves is not None:
            # Such a goal is held by more tangents than a certificate could tell of.
            return None
        formulation.hold(target, tolerated(entry, value))
    return None


def _case(
    formulation: Formulation,
    entry: Entry,
    quantities: Quantities,
    *,
    bound: tuple[int, ...] | None,
    proved: bool,
) -> Case:
    standings = standings_of(formulation.choices.problem, entry.goal.fairness, quantities)
    levels = tuple(sorted(each.level for each in standings))
    claims = [*_rungs(formulation, entry, levels, bound=bound, proved=proved)]
    if proved:
        claims += _personal(formulation, entry, standings)
    return Case(entry, formulation.model, standings, tuple(claims), proved)


def _rungs(
    formulation: Formulation,
    entry: Entry,
    levels: tuple[int, ...],
    *,
    bound: tuple[int, ...] | None,
    proved: bool,
) -> Iterator[Claim]:
    """Both claims of every rung; of an unfinished ladder those below the first open rung."""
    final = len(levels) if proved else max(0, len(bound or ()) - 1)
    counts = {rung.level: rung.members for rung in ladder_of(levels).rungs}
    for stage in stages(formulation, entry, levels):
        level, members = stage.rungs[-1] if stage.rungs else (0, len(levels))
        kind = stage.target.entry.name.split(":")[1]
        if kind == "level":
            level = int(stage.value)
        if len(levels) - members + 1 > final and not proved:
            return
        model = stage.formulation.better(stage.target, stage.value)
        yield Claim(kind, str(level), counts.get(level, members), model)


def _personal(
    formulation: Formulation, entry: Entry, standings: Sequence[Standing]
) -> Iterator[Claim]:
    """For each member below the top: nobody can lift it without lowering another to its level."""
    steps = formulation.steps(entry.goal)
    for each in standings:
        if each.at_top or each.level >= steps.top:
            continue
        wanted = {
            other.member_id: min(other.level, each.level + 1)
            for other in standings
            if other is not each
        }
        wanted[each.member_id] = each.level + 1
        yield Claim("member", each.member_id, 1, _with_levels(formulation, steps, wanted))


def _with_levels(formulation: Formulation, steps: Steps, wanted: Mapping[str, int]) -> Model:
    draft = ModelDraft.from_model(formulation.model)
    for member_id, level in sorted(wanted.items()):
        if level > 0:
            reached = steps.awards[member_id] - steps.worth[member_id] * level
            draft.row(Tag("claim", member_id), reached, lower=0)
    return draft.model()
