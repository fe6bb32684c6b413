"""What-if on top of the allocator: scenarios applied, results compared. Knows no HTTP."""

from scenarios.changing import CellChange, Changed, apply_scenario

__all__ = ["CellChange", "Changed", "apply_scenario"]
