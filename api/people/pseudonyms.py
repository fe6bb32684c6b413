"""Names of results in one export: another export has others, and only the house can lead back.

A name is a random number and the HMAC-SHA256 (RFC 2104) of the solve's id under the consortium's
own key and that number. Once the key is erased, nobody can.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterable
from secrets import token_hex

RANDOM_BYTES = 8
NAME = re.compile(r"re-([0-9a-f]{16})([0-9a-f]{24})")


class Pseudonyms:
    """The names of one export, under the consortium's key (hexadecimal)."""

    def __init__(self, key: str, *, drawn: str | None = None) -> None:
        self._key = bytes.fromhex(key)
        self.drawn = drawn or token_hex(RANDOM_BYTES)

    def name(self, solve_id: str) -> str:
        """The name of a result in this export."""
        text = f"research:{self.drawn}:{solve_id}".encode()
        return f"re-{self.drawn}{hmac.digest(self._key, text, 'sha256')[:12].hex()}"


def named(key: str, name: str, solve_ids: Iterable[str]) -> str | None:
    """The solve that a name of an earlier export means; None for what was never a name of ours."""
    found = NAME.fullmatch(name)
    if found is None:
        return None
    pseudonyms = Pseudonyms(key, drawn=found[1])
    for each in solve_ids:
        if hmac.compare_digest(pseudonyms.name(each), name):
            return each
    return None
