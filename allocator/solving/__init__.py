"""The door: goals in order, each to proof, every plan verified, into one Result."""

from allocator.solving.asking import split_that_asks_least
from allocator.solving.extremes import award_at, extreme_award
from allocator.solving.nearest import Nearest, nearest
from allocator.solving.options import Options
from allocator.solving.progress import PhaseProgress
from allocator.solving.solve import solve
from allocator.solving.worst_off import LevelCost, NextBudget, least_cost_at_level, next_budget

__all__ = [
    "LevelCost",
    "Nearest",
    "NextBudget",
    "Options",
    "PhaseProgress",
    "award_at",
    "extreme_award",
    "least_cost_at_level",
    "nearest",
    "next_budget",
    "solve",
    "split_that_asks_least",
]
