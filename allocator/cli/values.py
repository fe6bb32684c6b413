"""Texts of options -> exact values; what is wrong with them is gathered, not raised."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeVar

from allocator.cli.declaring import Invocation
from allocator.texts.issues import InputError, Issue, Severity

Found = TypeVar("Found")


@dataclass(slots=True)
class Faults:
    """Everything found wrong so far; notices and warnings are kept beside the faults."""

    issues: list[Issue] = field(default_factory=list)

    def add(self, code: str, column: str, value: str = "", **parameters: object) -> None:
        """Note a fault of an option."""
        self.issues.append(Issue(code, column=column, value=value, parameters=told(parameters)))

    def attempt(self, function: Callable[[], Found]) -> Found | None:
        """What the function returns; None where it raised faults, which are noted."""
        try:
            return function()
        except InputError as error:
            self.issues += error.issues
            return None

    def end(self) -> None:
        """Raise all that is wrong, if anything is."""
        if any(each.severity is Severity.FAULT for each in self.issues):
            raise InputError(tuple(self.issues))


def issue(
    code: str,
    column: str,
    value: str = "",
    *,
    severity: Severity = Severity.FAULT,
    table: str = "",
    **parameters: object,
) -> Issue:
    """An issue of the command line: the option stands where a table's column does."""
    return Issue(code, severity, table, None, column, value, told(parameters))


def told(parameters: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    """What fills a sentence, as an issue keeps it."""
    return tuple((name, str(each)) for name, each in sorted(parameters.items()))


@dataclass(frozen=True, slots=True)
class Range:
    """Which numbers an option takes. `above` is not allowed itself, `least` and `most` are."""

    above: Fraction | None = None
    least: Fraction | None = None
    most: Fraction | None = None
    whole: bool = False


ANY = Range()
POSITIVE = Range(above=Fraction(0))
NOT_NEGATIVE = Range(least=Fraction(0))
PERCENT = Range(least=Fraction(0), most=Fraction(100))
POSITIVE_PERCENT = Range(above=Fraction(0), most=Fraction(100))
COUNT = Range(least=Fraction(1), whole=True)
SEEDS = Range(least=Fraction(0), most=Fraction(2**31 - 1), whole=True)


def number_option(
    invocation: Invocation, name: str, allowed: Range, faults: Faults
) -> Fraction | None:
    """The number given for an option; None where none was, or none that can be used."""
    text = invocation.text(name)
    return None if text is None else number(text, name, allowed, faults)


def whole_option(invocation: Invocation, name: str, allowed: Range, faults: Faults) -> int | None:
    """The whole number given for an option."""
    found = number_option(invocation, name, allowed, faults)
    return None if found is None else int(found)


def number(text: str, name: str, allowed: Range, faults: Faults) -> Fraction | None:
    """The exact number of a text in Polish or English notation; a fault where it is none.

    1.234 could be a thousand or a decimal: it is refused, as in files.
    """
    # Imported here: most runs give no number.
    from allocator.reading.numbers import NumberFault, Point, Signs, read_number

    found = read_number(text, Point.EITHER, signs=Signs(currency=True, percent=True))
    if isinstance(found, NumberFault):
        faults.add(found.code, name, text)
        return None
    if allowed.whole and found.denominator != 1:
        faults.add("option_not_whole", name, text)
        return None
    limit = _limit_broken(found, allowed)
    if limit is not None:
        code, value = limit
        faults.add(code, name, text, limit=value)
        return None
    return found


def _limit_broken(value: Fraction, allowed: Range) -> tuple[str, Fraction] | None:
    if allowed.above is not None and value <= allowed.above:
        return "option_not_above", allowed.above
    if allowed.least is not None and value < allowed.least:
        return "below_minimum", allowed.least
    if allowed.most is not None and value > allowed.most:
        return "above_maximum", allowed.most
    return None
