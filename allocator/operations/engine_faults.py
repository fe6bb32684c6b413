"""An engine that can not run here, said as a fault of the option that asked for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from allocator.operations.faults import told
from allocator.texts.issues import InputError, Issue


@contextmanager
def told_as_fault(backend: str) -> Iterator[None]:
    """Within it, a missing engine raises InputError: a matter of set-up, not of ours."""
    # Imported here: help needs no engine.
    from allocator.solvers import EngineMissing

    try:
        yield
    except EngineMissing as missing:
        parameters = told(missing.parameters)
        fault = Issue(missing.code, column="--backend", value=backend, parameters=parameters)
        raise InputError((fault,)) from missing
