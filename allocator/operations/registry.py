"""Every operation there is: those of this package and those of packages that add theirs."""

from __future__ import annotations

from collections.abc import Mapping

from allocator.operations.accounting import LEDGER
from allocator.operations.adjusting import ADJUST
from allocator.operations.checking import CHECK
from allocator.operations.complaining import COMPLAINTS
from allocator.operations.faults import issue
from allocator.operations.operation import Operation
from allocator.operations.plugins import plugins
from allocator.operations.reverifying import VERIFY
from allocator.operations.solving import SOLVE
from allocator.operations.validating import VALIDATE
from allocator.texts.issues import InputError

CORE = (VALIDATE, SOLVE, CHECK, VERIFY, LEDGER, COMPLAINTS, ADJUST)


def operations() -> Mapping[str, Operation]:
    """All operations by name, the core's first."""
    added = (operation for plugin in plugins() for operation in plugin.operations)
    return {each.name: each for each in (*CORE, *added)}


def operation(name: str) -> Operation:
    """One operation. Raises InputError where there is none of this name."""
    known = operations()
    if name not in known:
        near = ", ".join(known)
        raise InputError((issue("unknown_operation", "operation", name, near=near),))
    return known[name]
