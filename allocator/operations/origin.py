"""Where an answer comes from that no search gave: in the shape of a result's own provenance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from allocator.operations.fitting import Request
    from allocator.solving import Options


def origin(request: Request, options: Options | None = None) -> dict[str, Any]:
    """Digests, effective policy and terms, seed, limits and versions, JSON-ready.

    Without options the usual ones, under which nothing is limited and the seed is 0.
    """
    # Imported here: naming operations answers nothing.
    from allocator.reporting.exact_json import json_ready
    from allocator.solving import Options as SearchOptions
    from allocator.solving.provenance import stated

    found = stated(
        request.problem,
        request.goals,
        request.terms,
        options or SearchOptions(),
        request.context,
    )
    ready: dict[str, Any] = json_ready(found)
    return ready
