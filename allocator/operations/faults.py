"""Everything wrong with what was asked, gathered and raised at once; ranges of numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeVar

from allocator.texts.issues import InputError, Issue, Severity

Found = TypeVar("Found")


@dataclass(slots=True)
class Faults:
    """Everything found wrong so far; notices and warnings are kept beside the faults."""

    issues: list[Issue] = field(default_factory=list)

    def add(self, code: str, column: str, value: str = "", **parameters: object) -> None:
        """Note a fault of an option or a key."""
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

    @property
    def notices(self) -> tuple[Issue, ...]:
        """What is to be said although nothing is wrong."""
        return tuple(each for each in self.issues if each.severity is not Severity.FAULT)


def issue(
    code: str,
    column: str,
    value: str = "",
    *,
    severity: Severity = Severity.FAULT,
    table: str = "",
    **parameters: object,
) -> Issue:
    """An issue of what was asked: the option or key stands where a table's column does."""
    return Issue(code, severity, table, None, column, value, told(parameters))


def told(parameters: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    """What fills a sentence, as an issue keeps it."""
    return tuple((name, str(each)) for name, each in sorted(parameters.items()))


@dataclass(frozen=True, slots=True)
class Range:
    """Which numbers are taken. `above` is not allowed itself, `least` and `most` are."""

    above: Fraction | None = None
    least: Fraction | None = None
    most: Fraction | None = None
    whole: bool = False


ANY = Range()
WHOLE = Range(whole=True)
POSITIVE = Range(above=Fraction(0))
NOT_NEGATIVE = Range(least=Fraction(0))
PERCENT = Range(least=Fraction(0), most=Fraction(100))
POSITIVE_PERCENT = Range(above=Fraction(0), most=Fraction(100))
COUNT = Range(least=Fraction(1), whole=True)
SEEDS = Range(least=Fraction(0), most=Fraction(2**31 - 1), whole=True)


def in_range(
    value: Fraction, allowed: Range, faults: Faults, *, column: str, text: str
) -> Fraction | None:
    """The number, or None where it is not allowed, which is noted."""
    if allowed.whole and value.denominator != 1:
        faults.add("option_not_whole", column, text)
        return None
    broken = _limit_broken(value, allowed)
    if broken is not None:
        code, limit = broken
        faults.add(code, column, text, limit=limit)
        return None
    return value


def _limit_broken(value: Fraction, allowed: Range) -> tuple[str, Fraction] | None:
    if allowed.above is not None and value <= allowed.above:
        return "option_not_above", allowed.above
    if allowed.least is not None and value < allowed.least:
        return "below_minimum", allowed.least
    if allowed.most is not None and value > allowed.most:
        return "above_maximum", allowed.most
    return None
