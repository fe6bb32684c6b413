"""Any answer as sheets of sentences and tables in one language, before Markdown or workbook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from allocator.problem.problem import Problem
from allocator.reporting.tables import Table
from allocator.texts.labels import label


@dataclass(frozen=True, slots=True)
class ChartPlan:
    """A bar chart of columns of a table, below it: places of its labels and of its values."""

    table: str
    title: str
    labels: int
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SheetPlan:
    """A sheet: its name, the line on top, sentences below it, tables one under the other.

    `kept_columns` stay in sight while one scrolls to the right.
    """

    name: str
    title: str
    tables: tuple[Table, ...]
    sentences: tuple[str, ...] = ()
    kept_columns: int = 1
    filtered: bool = True
    chart: ChartPlan | None = None


@dataclass(frozen=True)
class Paper:
    """What a workbook and a Markdown document are made of; texts in one language (pl or en)."""

    title: str
    sheets: tuple[SheetPlan, ...]
    language: str = "pl"
    currency: str = "PLN"
    provenance: Mapping[str, Any] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """The digest of the problem, as the provenance has it; empty where it has none."""
        return str(self.provenance.get("problem_digest", ""))

    def label(self, key: str, **parameters: str) -> str:
        """A label in the paper's language."""
        return label(key, self.language, **parameters)


def paper_of(
    problem: Problem,
    document: Mapping[str, Any],
    language: str,
    *,
    title: str,
    sentences: tuple[str, ...],
    tables: tuple[Table, ...],
) -> Paper:
    """The paper of a document: the first table under the sentences, each further on its sheet.

    Empty tables are left out. The name of a table is that of its sheet, in the language.
    """
    commission = problem.commission
    names = (commission.title_pl, commission.title_en)
    of_commission = next(filter(None, names if language == "pl" else names[::-1]), "")
    filled = [each for each in tables if each.rows]
    summary = label("sheet.summary", language)
    sheets = [SheetPlan(summary, title, tuple(filled[:1]), sentences)]
    sheets += [SheetPlan(each.name, each.title, (each,)) for each in filled[1:]]
    return Paper(
        ": ".join(filter(None, (title, of_commission or commission.commission_id))),
        tuple(sheets),
        language,
        commission.currency or "PLN",
        document.get("provenance") or {},
    )
