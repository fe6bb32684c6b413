"""Numbers, money, dates and plural forms as Polish and English readers expect them; no domain."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

LANGUAGES = ("pl", "en")
HARD_SPACE = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"

_MONTHS = {
    "pl": (
        "styczeń",
        "luty",
        "marzec",
        "kwiecień",
        "maj",
        "czerwiec",
        "lipiec",
        "sierpień",
        "wrzesień",
        "październik",
        "listopad",
        "grudzień",
    ),
    "en": (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
}


def rounded(value: Fraction | int, places: int) -> Fraction:
    """The value rounded half-up to a number of decimals, exactly."""
    return Fraction(_half_up(value, places), 10**places)


def plain(value: Fraction | int, places: int, *, at_least: int | None = None) -> str:
    """Decimal text with a point and no grouping: rounded half-up to `places` decimals.

    `at_least` is the number of decimals always shown; left out, all of `places` are.
    """
    shown = places if at_least is None else at_least
    scaled = _half_up(value, places)
    whole, rest = divmod(abs(scaled), 10**places)
    decimals = f"{rest:0{places}d}" if places else ""
    while len(decimals) > shown and decimals.endswith("0"):
        decimals = decimals[:-1]
    return ("-" if scaled < 0 else "") + str(whole) + (f".{decimals}" if decimals else "")


def decimal_places(value: Fraction | int, *, most: int) -> int:
    """How many decimals the value needs to be written exactly; `most` where it needs more."""
    denominator = value.denominator
    return next((each for each in range(most) if 10**each % denominator == 0), most)


def number(
    value: Fraction | int, language: str, *, places: int = 4, at_least: int | None = 0
) -> str:
    """A number with grouped thousands: 1 234,5 (hard space) in Polish, 1,234.5 in English."""
    text = plain(value, places, at_least=at_least)
    sign, digits = (MINUS, text[1:]) if text.startswith("-") else ("", text)
    whole, _, decimals = digits.partition(".")
    group, mark = (HARD_SPACE, ",") if language == "pl" else (",", ".")
    grouped = f"{int(whole):,}".replace(",", group)
    return sign + grouped + (mark + decimals if decimals else "")


def money(value: Fraction | int, language: str, *, currency: str = "PLN", places: int = 2) -> str:
    """An amount with its currency: 1 234,50 zł in Polish, PLN 1,234.50 in English."""
    amount = number(value, language, places=places, at_least=None)
    if language == "pl":
        return f"{amount}{HARD_SPACE}{'zł' if currency == 'PLN' else currency}"
    return f"{currency}{HARD_SPACE}{amount}"


def percent(value: Fraction | int, language: str, *, places: int = 2) -> str:
    """A percentage given as 22 for 22 percent."""
    return number(value, language, places=places) + "%"


def day(value: date, language: str) -> str:
    """A date: 31.12.2026 in Polish, 31 December 2026 in English."""
    if language == "pl":
        return f"{value.day:02d}.{value.month:02d}.{value.year}"
    return f"{value.day} {_MONTHS['en'][value.month - 1]} {value.year}"


def month(period: str, language: str, *, short: bool = False) -> str:
    """The name of a month such as 2026-01; what is no month is given back as it is."""
    year, _, rest = period.partition("-")
    if not (year.isdigit() and rest.isdigit() and 1 <= int(rest) <= 12):
        return period
    name = _MONTHS["pl" if language == "pl" else "en"][int(rest) - 1]
    return f"{name[:3]} {year}" if short else f"{name} {year}"


def plural(count: Fraction | int, language: str, forms: tuple[str, ...]) -> str:
    """The form of a noun that goes with a count.

    Polish forms: one, few (2 to 4, 22 to 24, ...), many, and for fractions the genitive singular,
    which falls back to few. English forms: one, other.
    """
    exact = Fraction(count)
    if language != "pl":
        return forms[0] if exact == 1 else forms[-1]
    if exact.denominator != 1:
        return forms[3] if len(forms) > 3 else forms[1]
    whole = abs(int(exact))
    if whole == 1:
        return forms[0]
    few = whole % 10 in (2, 3, 4) and whole % 100 not in (12, 13, 14)
    return forms[1] if few else forms[2]


def _half_up(value: Fraction | int, places: int) -> int:
    """The value in units of the last decimal: floor(value * 10**places + 1/2) in whole numbers."""
    doubled: int = 2 * value.numerator * 10**places + value.denominator
    step: int = 2 * value.denominator
    return doubled // step
