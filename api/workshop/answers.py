"""What a child answers: one letter, then JSON or bytes."""

from __future__ import annotations

from enum import Enum


class Kind(Enum):
    """The first byte of an answer."""

    DATA = b"D"
    BYTES = b"B"
    FAULTS = b"F"  # of the input: {count, issues}
    TOO_MUCH = b"M"  # memory ran out
    ERROR = b"E"  # of ours: {error, at}
