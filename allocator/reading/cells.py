"""Raw cells as the formats give them, before anyone knows what they should mean."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction

from allocator.reading.limits import LONGEST_QUOTE


@dataclass(frozen=True, slots=True)
class ErrorValue:
    """A spreadsheet error such as #N/A."""

    text: str


@dataclass(frozen=True, slots=True)
class UncountedFormula:
    """A formula that was saved without its value."""

    text: str


@dataclass(frozen=True, slots=True)
class PercentNumber:
    """A number cell formatted as percent: it shows 5 % and holds 0.05."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Something that fits in no cell: a list or an object of a JSON document."""

    text: str


Cell = (
    str
    | bool
    | int
    | Decimal
    | date
    | datetime
    | time
    | timedelta
    | ErrorValue
    | UncountedFormula
    | PercentNumber
    | Unreadable
    | tuple[str, ...]
    | None
)
"""A tuple is a list of a JSON document."""

ERROR_WORD = re.compile(
    r"#(?:N/A|N/D!?|REF!|ADR!|VALUE!|ARG!|DIV/0!|DZIEL/0!|NAME\?|NAZWA\?|NUM!|LICZBA!|NULL!|ZERO!"
    r"|SPILL!|ROZLANIE!|CALC!|OBL!|FIELD!|POLE!|GETTING_DATA|##+)",
    re.IGNORECASE,
)
"""What spreadsheets write into a cell whose formula failed (in English and Polish), and the #####
of a column that is too narrow."""

_BLANKS = "\ufeff \t\r\n\v\f\u00a0\u202f\u2007\u2009\u200b"
_LEFT_OUT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""Characters that no workbook can hold."""


def tidy(text: str) -> str:
    """A text without outer blanks and control characters, its letters composed, its lines \\n."""
    stripped = text.strip(_BLANKS)
    if stripped.isascii() and stripped.isprintable():
        return stripped
    lines = stripped.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _LEFT_OUT.sub("", lines)).strip(_BLANKS)


def is_error_word(text: str) -> bool:
    """Whether a text is a spreadsheet error."""
    return text[:1] == "#" and bool(ERROR_WORD.fullmatch(text))


def decimal_text(value: Fraction | int | Decimal) -> str:
    """The shortest exact form: a decimal with a point, or p/q where no decimal is exact."""
    exact = Fraction(value)
    places = _places(exact.denominator)
    if places is None:
        return str(exact)
    digits = str(abs(exact.numerator) * 10**places // exact.denominator).rjust(places + 1, "0")
    sign = "-" if exact < 0 else ""
    return sign + (f"{digits[:-places]}.{digits[-places:]}" if places else digits)


def _places(denominator: int) -> int | None:
    twos = fives = 0
    while denominator % 2 == 0:
        denominator, twos = denominator // 2, twos + 1
    while denominator % 5 == 0:
        denominator, fives = denominator // 5, fives + 1
    return max(twos, fives) if denominator == 1 else None


def shown(cell: Cell) -> str:
    """The raw value as a message quotes it."""
    text = _shown(cell)
    return text if len(text) <= LONGEST_QUOTE else text[: LONGEST_QUOTE - 1] + "…"


def _shown(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, int | Decimal):
        return str(cell)
    if isinstance(cell, datetime):
        return day_text(cell)
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, ErrorValue | UncountedFormula | Unreadable):
        return cell.text
    if isinstance(cell, PercentNumber):
        return f"{decimal_text(cell.value * 100)}%"
    return ";".join(cell) if isinstance(cell, tuple) else str(cell)


def day_text(moment: datetime) -> str:
    """A date cell as ISO text, its time of day only where it has one."""
    return moment.date().isoformat() if moment.time() == time() else moment.isoformat(" ")
