"""Names that the LP and MPS formats accept, still readable, each once."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

LONGEST = 100

_STROKES = str.maketrans({"ł": "l", "Ł": "L"})
_FORBIDDEN = re.compile(r"[^A-Za-z0-9_.]+")
# A name like e12 would read as the exponent of the number before it.
_BAD_START = re.compile(r"[0-9.]|[eE][0-9]*$|[eE][0-9]+[^A-Za-z]")


def sanitised(name: str) -> str:
    """Keep letters, digits, points and underscores; Polish letters lose their marks."""
    plain = unicodedata.normalize("NFKD", name.translate(_STROKES))
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    plain = _FORBIDDEN.sub("_", plain).strip("_") or "_"
    if _BAD_START.match(plain):
        plain = f"n_{plain}"
    return plain[:LONGEST]


def unique_names(
    names: Iterable[str], *, taken: Iterable[str] = (), reserve: Iterable[str] = ()
) -> list[str]:
    """Sanitise names in order; one that is taken gets a number at its end.

    With each name its forms with the `reserve` suffixes are taken too. Case does not tell two
    names apart: some readers ignore it.
    """
    used = {name.lower() for name in taken}
    suffixes = ("", *reserve)
    numbers: dict[str, int] = {}
    result = []
    for name in names:
        base = sanitised(name)
        candidate = base
        while any((candidate + suffix).lower() in used for suffix in suffixes):
            numbers[base] = numbers.get(base, 1) + 1
            candidate = f"{base}_{numbers[base]}"
        used.update((candidate + suffix).lower() for suffix in suffixes)
        result.append(candidate)
    return result
