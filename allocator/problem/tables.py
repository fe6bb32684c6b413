"""The tables of a problem: their names, records and keys. The pivot between files and Problem."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from allocator.problem import charter, records
from allocator.problem.columns import Record, columns_of

Tables = Mapping[str, tuple[Record, ...]]
Rows = Mapping[str, Sequence[int | None]]
"""Spreadsheet row numbers (headings are row 1), parallel to the records of each table."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its name in files and sheets, and the record of its rows."""

    name: str
    record: type[Record]
    title_pl: str
    title_en: str
    required: bool = False

    @property
    def key(self) -> tuple[str, ...]:
        """The columns that identify a row."""
        return tuple(name for name, each in columns_of(self.record).items() if each.key)

    def key_of(self, record: Record) -> tuple[Any, ...]:
        """The key of one row."""
        return tuple(getattr(record, name) for name in self.key)


TABLES: dict[str, Table] = {
    each.name: each
    for each in (
        Table("commission", records.Commission, "zlecenie", "commission", required=True),
        Table("periods", records.Period, "okresy", "periods", required=True),
        Table("sectors", records.Sector, "branże", "sectors"),
        Table("zones", records.Zone, "strefy", "zones"),
        Table("labour_pools", records.LabourPool, "zespoły kadrowe", "labour pools"),
        Table("competences", records.Competence, "uprawnienia", "competences"),
        Table("components", records.Component, "składniki zlecenia", "components", required=True),
        Table("demand", records.Demand, "zapotrzebowanie", "demand", required=True),
        Table("members", records.Member, "członkowie", "members", required=True),
        Table("staff", records.Staff, "zasoby kadrowe", "staff"),
        Table(
            "member_competences",
            records.MemberCompetence,
            "uprawnienia członków",
            "competences of members",
        ),
        Table("offers", records.Offer, "oferty", "offers", required=True),
        Table("exclusions", records.Exclusion, "wyłączenia", "exclusions"),
        Table("links", charter.Link, "powiązania", "links"),
        Table("history", records.HistoryEntry, "historia", "history"),
        Table("indicators", records.Indicator, "wskaźniki", "indicators"),
        Table(
            "contributions",
            records.Contribution,
            "wkład we wskaźniki",
            "contributions to indicators",
        ),
        Table("offer_zones", records.OfferZone, "strefy ofert", "zones of offers"),
        Table("rules", charter.Rule, "reguły", "rules"),
        Table("policies", charter.PolicyGoal, "polityki", "policies"),
        Table("scenarios", charter.ScenarioStep, "warianty", "scenarios"),
        Table("pins", charter.Pin, "ustalenia", "pins"),
    )
}
