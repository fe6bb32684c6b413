"""A result's claims held against its problem, with progress on the screen and Ctrl-C heeded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from allocator.cli.declaring import Invocation
from allocator.cli.interrupting import stop_on_interrupt
from allocator.cli.progress import shown_progress
from allocator.operations.verifying import Verification, verified

if TYPE_CHECKING:
    from allocator.cli.request import Request
    from allocator.solving import Options


def verified_on_screen(
    request: Request,
    result: Mapping[str, Any],
    options: Options,
    invocation: Invocation,
    *,
    certificate: Mapping[str, Any] | None = None,
) -> Verification:
    """Every claim of a result, and of its certificate if it has one; the seed is the result's."""
    with (
        stop_on_interrupt(invocation.language) as should_stop,
        shown_progress(invocation.language, quiet=invocation.quiet) as listener,
    ):
        return verified(
            request,
            result,
            options,
            certificate=certificate,
            listener=listener,
            should_stop=should_stop,
        )
