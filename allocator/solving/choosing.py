"""The published rule of `auto`: which engine, or race of two, proves a goal soonest."""

from __future__ import annotations

from allocator.solving.options import Options

EXACT = "cpsat"

RULE: dict[str, tuple[str, ...]] = {
    "uncovered": ("scip", "cpsat"),
    "target_deviation": ("scip", "cpsat"),
    "weighted_nash": ("scip", "highs"),
    "alpha_fairness": ("scip", "highs"),
    "owa": ("scip", "highs"),
    "small_members_value": ("scip", "highs"),
    "changes": ("scip", "cpsat"),
    "tie": ("cpsat",),
}
"""Engines for a goal, soonest first; the first alone where there is one thread or no clock."""

BOUND_FIRST = ("target_deviation", "uncovered", "changes")
"""Goals whose plans are found soon and whose bound takes the time."""

USUAL = ("cpsat", "highs")
HOUSES = ("cpsat", "highs", "scip", "cbc")
"""Order in which an engine of another house is asked for a second proof."""


def engines_for(entry_name: str, options: Options) -> tuple[str, ...]:
    """The engines to set on a goal: several race, the first proof ends it."""
    if options.backend != "auto":
        return (options.backend,)
    engines = RULE.get(entry_name.partition(":")[0], USUAL)
    alone = options.limits.repeatable or options.workers < 2
    return engines[:1] if alone else engines


def is_bound_first(entry_name: str) -> bool:
    """Whether an engine should spend its effort on the bound."""
    return entry_name.partition(":")[0] in BOUND_FIRST


def other_houses(engine: str) -> tuple[str, ...]:
    """Engines that somebody else wrote, in order."""
    return tuple(each for each in HOUSES if each != engine)
