"""What every face renders: a result with its problem and terms, and how things are named."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from allocator.allocation import Result, RuleRow
from allocator.problem.charter import LINK_KINDS, Rule
from allocator.problem.columns import columns_of
from allocator.problem.problem import Problem
from allocator.problem.records import Member
from allocator.problem.request import Terms
from allocator.texts.formats import day, month
from allocator.texts.labels import LABELS, filled_rule_text, label, metric_label


@dataclass(frozen=True)
class Report:
    """A result and all that is needed to tell it in one language (pl or en)."""

    problem: Problem
    result: Result
    terms: Terms = field(default_factory=Terms)
    language: str = "pl"

    def label(self, key: str, **parameters: str) -> str:
        """A label in the report's language."""
        return label(key, self.language, **parameters)

    @property
    def currency(self) -> str:
        """The currency of all amounts."""
        return self.problem.commission.currency or "PLN"

    @property
    def title(self) -> str:
        """The commission's title."""
        commission = self.problem.commission
        return self._either(commission.title_pl, commission.title_en) or commission.commission_id

    @property
    def period(self) -> str:
        """First and last day of delivery."""
        commission = self.problem.commission
        days = (commission.period_start, commission.period_end)
        return " – ".join(day(each, self.language) for each in days)

    @property
    def digest(self) -> str:
        """The digest of the problem, as the provenance has it; empty where it has none."""
        return str(self.result.provenance.get("problem_digest", ""))

    @cached_property
    def leader(self) -> Member | None:
        """The leading member; the first by id where several are marked."""
        return next((each for each in self.problem.members if each.is_leader), None)

    def member(self, member_id: str) -> str:
        """Id and short name, for tables and sentences."""
        found = self.problem.member.get(member_id)
        name = (found.short_name or found.name_pl) if found else ""
        return f"{member_id} {name}".strip()

    def member_name(self, member_id: str) -> str:
        """The full name."""
        found = self.problem.member.get(member_id)
        return (found.name_pl or found.short_name or member_id) if found else member_id

    def component(self, component_id: str) -> str:
        """Id and name."""
        return f"{component_id} {self.component_name(component_id)}".strip()

    def component_name(self, component_id: str) -> str:
        """The name alone; empty where there is none."""
        found = self.problem.component.get(component_id)
        return self._either(found.name_pl, found.name_en) if found else ""

    def unit(self, component_id: str) -> str:
        """What a quantity of the component counts."""
        found = self.problem.component.get(component_id)
        return self._either(found.unit_pl, found.unit_en) if found else ""

    def pool(self, pool_id: str) -> str:
        """Id and name of a labour pool."""
        return f"{pool_id} {self._names.get(pool_id, '')}".strip()

    def competence(self, competence_id: str) -> str:
        """Id and name of a competence."""
        return f"{competence_id} {self._names.get(competence_id, '')}".strip()

    def indicator(self, indicator_id: str) -> str:
        """Id and name of an indicator."""
        return f"{indicator_id} {self._names.get(indicator_id, '')}".strip()

    def subject(self, subject: str) -> str:
        """Whom or what a row of a rule concerns: M01:C01, C01, M01@2026-01 in words."""
        if not subject:
            return self.label("note.whole")
        return ", ".join(self._named(each) for each in re.split(r"[:@]", subject) if each)

    def rule(self, rule_id: str) -> str:
        """What a rule, a kind of link or a built-in says."""
        found = self._rules.get(rule_id)
        return self.label(f"built_in.{rule_id}") if found is None else self._rule_text(found)

    def rule_of(self, row: RuleRow) -> str:
        """What the rule of a row says; a link with its own text, where it has one."""
        if row.rule_id in LINK_KINDS:
            return self._link_text(row.rule_id, row.subject.split(":"))
        return self.rule(row.rule_id)

    def is_built_in(self, rule_id: str) -> bool:
        """Whether this is no rule of the charter."""
        return rule_id not in self._rules and f"built_in.{rule_id}" in LABELS

    def _either(self, polish: str, english: str) -> str:
        return (polish or english) if self.language == "pl" else (english or polish)

    def _named(self, name: str) -> str:
        if name in self.problem.member:
            return self.member(name)
        if name in self.problem.component:
            return self.component(name)
        if name in self._names:
            return f"{name} {self._names[name]}".strip()
        return month(name, self.language)

    @cached_property
    def _names(self) -> dict[str, str]:
        problem = self.problem
        named = (
            (problem.sectors, "sector_id"),
            (problem.labour_pools, "pool_id"),
            (problem.competences, "competence_id"),
            (problem.zones, "zone_id"),
            (problem.indicators, "indicator_id"),
        )
        return {
            getattr(each, key): self._either(each.name_pl, each.name_en)
            for records, key in named
            for each in records
        }

    @cached_property
    def _rules(self) -> dict[str, Rule]:
        return {each.rule_id: each for each in self.problem.rules}

    def _rule_text(self, rule: Rule) -> str:
        bounds = {"at_least": self._bound(rule.at_least), "at_most": self._bound(rule.at_most)}
        text = self._either(rule.text_pl, rule.text_en)
        if text:
            return filled_rule_text(text, language=self.language, **bounds)
        unit = "%" if rule.unit == "percent" else ""
        parts = [metric_label(rule.metric, self.language)]
        parts += [self.label(f"per.{rule.per}")]
        for name, bound in bounds.items():
            if bound is not None:
                shown = filled_rule_text(
                    "{at_least}", at_least=bound, at_most=None, language=self.language
                )
                parts.append(self.label(f"bound.{name}", bound=shown + unit))
        if rule.of:
            parts.append(self.label(f"of.{rule.of}"))
        return " ".join(parts)

    def _bound(self, bound: Fraction | str | None) -> Fraction | str | None:
        if not isinstance(bound, str) or self.language != "pl":
            return bound
        for records in (self.problem.members, self.problem.components, self.problem.offers):
            found = columns_of(type(records[0])).get(bound) if records else None
            if found is not None:
                return found.polish[0]
        return bound

    def _link_text(self, kind: str, components: list[str]) -> str:
        for link in self.problem.links:
            if link.kind == kind and components[:2] == [link.component_a, link.component_b]:
                written = self._either(link.text_pl, link.text_en)
                return written or self.label(f"built_in.{kind}")
        return self.label(f"built_in.{kind}")
