"""Random names of stored things: what they are shows in the first letters, nothing else does."""

from __future__ import annotations

import re
import secrets

KINDS = {
    "consortium": "co",
    "token": "tk",
    "problem": "pr",
    "solve": "so",
    "sweep": "sw",
    "publication": "pu",
}
RANDOM_BYTES = 12


def new_id(kind: str) -> str:
    """A fresh id that nobody can guess: 96 random bits in hexadecimal."""
    return f"{KINDS[kind]}-{secrets.token_hex(RANDOM_BYTES)}"


def is_id(kind: str, text: str) -> bool:
    """Whether a text has the form of an id of this kind; whatever has not is not found."""
    return re.fullmatch(rf"{KINDS[kind]}-[0-9a-f]{{{2 * RANDOM_BYTES}}}", text) is not None
