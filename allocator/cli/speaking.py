"""Standard output and standard error: the only place that writes to either."""

from __future__ import annotations

import sys
from typing import Any


def say(text: str) -> None:
    """Write lines to standard output."""
    sys.stdout.write(text if text.endswith("\n") else text + "\n")


def say_object(document: Any) -> None:
    """Write one JSON object to standard output, its numbers exactly as they are."""
    # Imported here: most runs speak to people.
    from allocator.reporting.exact_json import exact_text

    say(exact_text(document))


def tell(text: str) -> None:
    """Write lines to standard error: progress, notices, faults."""
    sys.stderr.write(text if text.endswith("\n") else text + "\n")
    sys.stderr.flush()
