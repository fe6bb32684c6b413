"""What a fair split claims, written down claim by claim, and held against the files again."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from allocator.certificates.document import Stated as Stated
    from allocator.certificates.document import certificate_document as certificate_document
    from allocator.certificates.document import certified_case as certified_case
    from allocator.certificates.document import stated_goals as stated_goals
    from allocator.certificates.holding import differences as differences
    from allocator.certificates.proving import claims_again as claims_again

_PLACES = {
    "Stated": "document",
    "certificate_document": "document",
    "certified_case": "document",
    "stated_goals": "document",
    "claims_again": "proving",
    "differences": "holding",
}


def __getattr__(name: str) -> Any:
    """Load what formulates and proves when it is first asked for."""
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_PLACES[name]}"), name)
