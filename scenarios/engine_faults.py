"""An engine that can not run here, said as a fault; the same words as the core's."""

from __future__ import annotations

from allocator.operations.engine_faults import told_as_fault

__all__ = ["told_as_fault"]
