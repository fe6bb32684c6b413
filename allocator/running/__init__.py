"""Engines under control, each in a process of its own. Knows no solver library and no domain."""

from __future__ import annotations

from allocator.running.control import Race, race, run
from allocator.running.here import run_here
from allocator.running.starting import warm_up

__all__ = ["Race", "race", "run", "run_here", "warm_up"]
