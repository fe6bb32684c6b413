"""What-if on top of the allocator: scenarios, sweeps, budgets, comparison. Knows no HTTP."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from scenarios.changing import CellChange, Changed, apply_scenario

if TYPE_CHECKING:
    from scenarios.budget_documents import budget_document as budget_document
    from scenarios.budgeting import BudgetAnswer as BudgetAnswer
    from scenarios.budgeting import assess_budget as assess_budget
    from scenarios.sweep_tables import sweep_csv as sweep_csv
    from scenarios.sweep_tables import sweep_document as sweep_document
    from scenarios.sweeping import Sweep as Sweep
    from scenarios.sweeping import SweepProgress as SweepProgress
    from scenarios.sweeping import SweepRow as SweepRow
    from scenarios.sweeping import sweep as sweep

__all__ = ["CellChange", "Changed", "apply_scenario"]

_PLACES = {
    "BudgetAnswer": "budgeting",
    "Sweep": "sweeping",
    "SweepProgress": "sweeping",
    "SweepRow": "sweeping",
    "assess_budget": "budgeting",
    "budget_document": "budget_documents",
    "sweep": "sweeping",
    "sweep_csv": "sweep_tables",
    "sweep_document": "sweep_tables",
}


def __getattr__(name: str) -> Any:
    """Load what searches when it is first asked for: help and scenarios need none of it."""
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_PLACES[name]}"), name)
