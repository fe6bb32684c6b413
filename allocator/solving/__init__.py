"""The door: goals in order, each to proof, every plan verified, into one Result."""

from allocator.solving.asking import split_that_asks_least
from allocator.solving.options import Options
from allocator.solving.progress import PhaseProgress
from allocator.solving.solve import solve

__all__ = ["Options", "PhaseProgress", "solve", "split_that_asks_least"]
