"""Numbers as people type them, read exactly. Knows texts and marks, no table and no file."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from allocator.reading.limits import LONGEST_NUMBER


class Point(StrEnum):
    """What a point means in the numbers of a file."""

    DECIMAL = "decimal"  # comma-separated files and JSON: the point is the only decimal mark
    EITHER = "either"  # point and comma are read; 1.234 could be either and is refused
    SHOWN = "shown"  # as EITHER, but the file shows elsewhere that its point is decimal


@dataclass(frozen=True, slots=True)
class NumberFault:
    """Why a text is no number: the code of the issue."""

    code: str


@dataclass(frozen=True, slots=True)
class Signs:
    """What may stand beside a number in a column."""

    currency: bool = False
    percent: bool = False
    hours: bool = False


_BLANKS = str.maketrans(dict.fromkeys("\u00a0\u202f\u2009\u2007\u2008\u200a", " ") | {"−": "-"})
_PLAIN = re.compile(r"[+-]?\d+")
_NUMBER = re.compile(
    r"(?P<sign>[+-]?) ?(?P<whole>\d{1,3}(?: \d{3})+|\d*)(?:(?P<mark>[.,])(?P<rest>\d+))?"
)
_RATIO = re.compile(r"([+-]?\d+)/(\d*[1-9]\d*)")
_CLOCK = re.compile(r"(\d+):([0-5]\d)(?::([0-5]\d))?")
_CURRENCY = re.compile(r"^(?:pln|zł)\s*(?=[\d+-])|\s*(?:pln|zł|zl)\.?$", re.IGNORECASE)
_SCIENTIFIC = re.compile(r"[+-]?\d+(?:[.,]\d+)?[eE][+-]?\d+")
_AMBIGUOUS = re.compile(r"[+-]?[1-9]\d{0,2}\.\d{3}")
_DECIMAL_POINT = re.compile(r"[+-]?[\d ]*\.\d+")
_NOT_FINITE = frozenset(("nan", "inf", "infinity", "∞"))
_CANONICAL = re.compile(r"-?(?:0|[1-9]\d*)(?:[.,]\d+)?")
BOTH = Signs(currency=True, percent=True)


def read_number(text: str, point: Point, *, signs: Signs = Signs()) -> Fraction | NumberFault:
    """The exact number a text says, or why it is none. `p/q` is read too: it is exact."""
    if _PLAIN.fullmatch(text) and len(text) <= LONGEST_NUMBER:
        return Fraction(int(text))
    bare = without_signs(text, signs=signs)
    if bare.lstrip("+-").lower() in _NOT_FINITE:
        return NumberFault("not_finite")
    if len(bare) > LONGEST_NUMBER:
        return NumberFault("bad_number")
    if ratio := _RATIO.fullmatch(bare):
        return Fraction(int(ratio[1]), int(ratio[2]))
    if signs.hours and (clock := _CLOCK.fullmatch(bare)):
        return Fraction(int(clock[1])) + Fraction(int(clock[2]) * 60 + int(clock[3] or 0), 3600)
    if _SCIENTIFIC.fullmatch(bare):
        return NumberFault("scientific_number")
    return _decimal(bare, point)


def without_signs(text: str, *, signs: Signs = BOTH) -> str:
    """The text with plain blanks, without the currency and percent signs its column allows."""
    bare = text.translate(_BLANKS).strip()
    if signs.currency:
        bare = _CURRENCY.sub("", bare, count=1).strip()
    if signs.percent and bare.endswith("%"):
        bare = bare[:-1].rstrip()
    return bare


def _decimal(bare: str, point: Point) -> Fraction | NumberFault:
    found = _NUMBER.fullmatch(bare)
    if not found or not (found["whole"] or found["rest"]):
        return NumberFault("bad_number")
    if found["mark"] == "," and point is Point.DECIMAL:
        return NumberFault("decimal_comma")
    if point is Point.EITHER and _AMBIGUOUS.fullmatch(bare):
        return NumberFault("ambiguous_number")
    digits = found["whole"].replace(" ", "") or "0"
    rest = found["rest"] or ""
    value = Fraction(int(digits + rest), 10 ** len(rest))
    return -value if found["sign"] == "-" else value


def shows_decimal_point(texts: Iterable[str]) -> bool:
    """Whether some text can only be read with a decimal point, such as 49.80 or 0.395."""
    for text in texts:
        if "." in text:
            bare = without_signs(text)
            decimal = _DECIMAL_POINT.fullmatch(bare) and _NUMBER.fullmatch(bare)
            if decimal and not _AMBIGUOUS.fullmatch(bare):
                return True
    return False


def canonical(text: str) -> str:
    """A plain number of a column nobody listed in one form, whatever its mark; else the text.

    Codes with leading zeros and texts with blanks or signs stay as they are.
    """
    if len(text) > LONGEST_NUMBER or not _CANONICAL.fullmatch(text):
        return text
    whole, mark, rest = text.replace(",", ".").partition(".")
    rest = rest.rstrip("0")
    if not rest:
        return "0" if whole == "-0" else whole
    return f"{whole}{mark}{rest}"


def of_float(value: float) -> Decimal | NumberFault:
    """A number cell of a workbook: its 15 significant digits, all that a workbook shows.

    A formula such as 49.8 * 1.1 leaves dust (54.78000000000001) behind the fifteenth digit.
    """
    if value != value or value in (float("inf"), float("-inf")):
        return NumberFault("not_finite")
    return Decimal(f"{value:.15g}")


def of_decimal(value: Decimal) -> Fraction | NumberFault:
    """A number given as such, unless it is beyond all amounts (and all memory)."""
    if not value.is_finite():
        return NumberFault("not_finite")
    if value and value.adjusted() > LONGEST_NUMBER:
        return NumberFault("number_too_large")
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int) or exponent < -LONGEST_NUMBER:
        return NumberFault("number_too_long")
    return Fraction(value)
