"""The keys of a JSON object -> exact typed values, every fault noted under the key's path.

Knows no key by name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from allocator.operations.faults import ANY, Faults, Range, in_range
from allocator.texts.formats import decimal_places, plain

FINEST = 12
"""Decimals up to which a number is written as such; a longer one as text p/q."""
LONGEST_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Keys:
    """One object of a document. `path` leads to it from the outermost, as in `pins[0]`."""

    content: Mapping[str, Any]
    faults: Faults
    path: str = ""

    def place(self, name: str) -> str:
        """The path of a key, which stands where the column of a table does."""
        return f"{self.path}.{name}" if self.path else name

    def only(self, known: Sequence[str]) -> None:
        """Note every key that is not among those known."""
        for name in sorted(set(map(str, self.content)) - set(known)):
            self.faults.add("json_key_unknown", self.place(name), known=", ".join(known))

    def text(self, name: str, *, choices: Sequence[str] = ()) -> str | None:
        """A text; None where there is none, or none that can be used."""
        value = self.content.get(name)
        if value is None:
            return None
        if not isinstance(value, str):
            self.faults.add("json_not_a_text", self.place(name), shown(value))
            return None
        if choices and value not in choices:
            known = ", ".join(choices)
            self.faults.add("option_not_a_choice", self.place(name), value, known=known)
            return None
        return value

    def needed_text(self, name: str) -> str:
        """A text that must be there; empty where it is not."""
        if self.content.get(name) in (None, ""):
            self.faults.add("json_key_missing", self.place(name))
            return ""
        return self.text(name) or ""

    def flag(self, name: str, *, default: bool = False) -> bool:
        """True or false; the default where the key is missing or null."""
        value = self.content.get(name)
        if value is None:
            return default
        if not isinstance(value, bool):
            self.faults.add("json_not_a_flag", self.place(name), shown(value))
            return default
        return value

    def number(self, name: str, allowed: Range = ANY) -> Fraction | None:
        """An exact number: `int`, `Decimal` or text. A float is refused: it may be blurred."""
        value = self.content.get(name)
        return None if value is None else exact(value, self.place(name), allowed, self.faults)

    def whole(self, name: str, allowed: Range) -> int | None:
        """A whole number."""
        found = self.number(name, allowed)
        return None if found is None else int(found)

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts; empty where the key is missing or null."""
        found = []
        for place, value in enumerate(self._list(name, "json_not_texts")):
            if isinstance(value, str):
                found.append(value)
            else:
                self.faults.add("json_not_a_text", f"{self.place(name)}[{place}]", shown(value))
        return tuple(found)

    def numbers(self, name: str, allowed: Range = ANY) -> tuple[Fraction, ...]:
        """A list of exact numbers; empty where the key is missing or null."""
        read = (
            exact(value, f"{self.place(name)}[{place}]", allowed, self.faults)
            for place, value in enumerate(self._list(name))
        )
        return tuple(each for each in read if each is not None)

    def objects(self, name: str, known: Sequence[str]) -> Iterator[Keys]:
        """Each object of a list, with its path and no keys but those known."""
        for place, value in enumerate(self._list(name)):
            yield from self._object(value, f"{self.place(name)}[{place}]", known)

    def object(self, name: str, known: Sequence[str]) -> Keys:
        """An object; an empty one where the key is missing or null."""
        value = self.content.get(name)
        found = () if value is None else tuple(self._object(value, self.place(name), known))
        return found[0] if found else Keys({}, self.faults, self.place(name))

    def _object(self, value: Any, path: str, known: Sequence[str]) -> Iterator[Keys]:
        if not isinstance(value, Mapping):
            self.faults.add("json_not_an_object", path, shown(value))
            return
        found = Keys(value, self.faults, path)
        found.only(known)
        yield found

    def _list(self, name: str, code: str = "json_not_a_list") -> Sequence[Any]:
        value = self.content.get(name)
        if value is None:
            return ()
        if not isinstance(value, list | tuple):
            self.faults.add(code, self.place(name), shown(value))
            return ()
        return value


def keys_of(document: Any, faults: Faults, known: Sequence[str]) -> Keys:
    """The keys of a whole document."""
    outermost = Keys({"": document}, faults)
    found = tuple(outermost._object(document, "", known))
    return found[0] if found else Keys({}, faults)


def exact(value: Any, column: str, allowed: Range, faults: Faults) -> Fraction | None:
    """The exact number of a JSON value, or None and why it is none, noted under the column."""
    # Imported here: most documents hold few numbers.
    from allocator.reading.numbers import NumberFault, Point, of_decimal, read_number

    found: Fraction | NumberFault
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        found = NumberFault("bad_number")
    elif isinstance(value, int):
        found = Fraction(value)
    elif isinstance(value, Decimal):
        found = of_decimal(value)
    else:
        found = read_number(value.strip(), Point.DECIMAL)
    if isinstance(found, NumberFault):
        faults.add(found.code, column, shown(value))
        return None
    return in_range(found, allowed, faults, column=column, text=shown(value))


def number_json(value: Fraction | None) -> int | Decimal | str | None:
    """A number as JSON says it exactly: whole, decimal or, where it has no end, text p/q."""
    if value is None:
        return None
    if value.denominator == 1:
        return int(value)
    written = Decimal(plain(value, decimal_places(value, most=FINEST)))
    return written if Fraction(written) == value else str(value)


def shown(value: Any) -> str:
    """A value as an issue quotes it."""
    text = str(value)
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"
