"""What the service answers when it does not do what was asked; knows no HTTP library."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Refusal(Exception):
    """A request that is refused: told as problem details (RFC 9457) with this code.

    `code` is a key of `api.texts.REFUSALS`, which has status, title and sentence in Polish and
    English; `detail` fills the sentence; `issues` are faults of an input, JSON-ready, as the
    command line's `faults`; `headers` go into the answer.
    """

    code: str
    detail: Mapping[str, str] = field(default_factory=dict)
    issues: tuple[Mapping[str, Any], ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.code


def not_found(kind: str, name: str) -> Refusal:
    """Whatever does not exist, has a malformed id, or belongs to somebody else."""
    return Refusal("not_found", {"kind": kind, "name": name})
