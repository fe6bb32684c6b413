"""Warnings and notices on standard error, unless quiet was asked for."""

from __future__ import annotations

from collections.abc import Iterable

from allocator.cli.declaring import Invocation
from allocator.cli.speaking import tell
from allocator.texts.issues import Issue


def tell_notices(issues: Iterable[Issue], invocation: Invocation) -> None:
    """Each issue in a line of its own."""
    found = tuple(issues)
    if found and not invocation.quiet:
        # Imported here: a run with nothing to tell needs no catalogue.
        from allocator.cli.issues import lines

        for line in lines(found, invocation.language):
            tell(line)
