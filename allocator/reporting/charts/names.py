"""How charts call members, components and sectors, and numbers; short enough to be read."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from allocator.problem.problem import Problem
from allocator.texts.formats import HARD_SPACE, money, number
from allocator.texts.labels import label

DOTS = "…"
THOUSAND = 1000


@dataclass(frozen=True)
class Names:
    """Names and numbers of a problem in one language (pl or en)."""

    problem: Problem
    language: str = "pl"

    def member(self, member_id: str) -> str:
        """Id and short name, cut."""
        return cut(f"{member_id} {self.short_name(member_id)}".strip(), 26)

    def short_name(self, member_id: str) -> str:
        """The short name alone; the full one where there is none."""
        found = self.problem.member.get(member_id)
        return (found.short_name or found.name_pl) if found else ""

    def small_mark(self, member_id: str) -> str:
        """The letter that marks a small member; empty for others."""
        found = self.problem.member.get(member_id)
        return self.label("note.small_letter") if found and found.is_small else ""

    def component(self, component_id: str, *, longest: int = 46) -> str:
        """Id and name, cut."""
        found = self.problem.component.get(component_id)
        name = self.either(found.name_pl, found.name_en) if found else ""
        return cut(f"{component_id} {name}".strip(), longest)

    def unit(self, component_id: str) -> str:
        """What a quantity of the component counts, cut."""
        found = self.problem.component.get(component_id)
        return cut(self.either(found.unit_pl, found.unit_en), 16) if found else ""

    def sector(self, sector_id: str, *, longest: int = 44) -> str:
        """Id and name, cut."""
        return cut(f"{sector_id} {self._sectors.get(sector_id, '')}".strip(), longest)

    def number(self, value: Any, *, places: int = 4) -> str:
        """A number as readers of the language expect it."""
        return number(exact(value), self.language, places=places)

    def thousands(self, value: Any) -> str:
        """An amount in thousands with one decimal."""
        return number(exact(value) / THOUSAND, self.language, places=1, at_least=1)

    def money(self, value: Any) -> str:
        """An amount with its currency, to the whole unit."""
        currency = self.problem.commission.currency or "PLN"
        return money(exact(value), self.language, currency=currency, places=0)

    @property
    def currency(self) -> str:
        """How amounts are called: zł in Polish for PLN, else the code."""
        return currency_name(self.problem.commission.currency, self.language)

    def label(self, key: str, **parameters: str) -> str:
        """A label of the reports."""
        return label(key, self.language, **parameters)

    def either(self, polish: str, english: str) -> str:
        """The text of the language, the other one where it is missing."""
        return (polish or english) if self.language == "pl" else (english or polish)

    @cached_property
    def _sectors(self) -> dict[str, str]:
        return {
            each.sector_id: self.either(each.name_pl, each.name_en) for each in self.problem.sectors
        }


def cut(text: str, longest: int) -> str:
    """The text, ended with dots where it is longer than so many characters."""
    if len(text) <= longest:
        return text
    return text[: longest - 1].rstrip(f" ,.;:({HARD_SPACE}") + DOTS


def currency_name(code: str, language: str) -> str:
    """How amounts in a currency are called: zł in Polish for PLN, else the code."""
    return "zł" if code in ("", "PLN") and language == "pl" else code or "PLN"


def exact(value: Any) -> Fraction:
    """A number of a result document, exactly as it is written there."""
    return Fraction(str(value))
