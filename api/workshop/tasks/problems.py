"""Problems received, and written as a workbook."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from itertools import groupby
from typing import Any

from allocator.operations.describing import description, issue_documents
from allocator.operations.describing import document as described
from allocator.operations.keys import number_json
from allocator.problem.digest import problem_digest, text_digest
from allocator.problem.problem import Problem
from allocator.problem.request import policy_goals
from allocator.problem.tables import TABLES, Tables
from allocator.reading.document_writing import document_text
from allocator.reading.workbook_writing import workbook_bytes
from api.workshop.tasks.keeping import problem_in, problem_of

SHOWN = ("commission", "counts")


def receive(data: bytes, suffix: str) -> dict[str, Any]:
    """What is stored of a problem that somebody sent. Raises InputError with every fault."""
    return stored(problem_of(data, suffix))


def workbook(document: str) -> bytes:
    """A stored problem as a workbook."""
    return workbook_bytes(problem_in(document).tables)


def stored(problem: Problem) -> dict[str, Any]:
    """A problem as it is stored: its document, digests, summary and what is to be said of it."""
    return {
        "document": document_text(problem.tables),
        "digest": problem_digest(problem),
        "text_digest": text_digest(problem),
        "content_digest": content_digest(problem.tables),
        "summary": _summary(problem),
        "notices": issue_documents(problem.notices),
    }


def content_digest(tables: Tables) -> str:
    """SHA-256 of all that is in the tables, policies and scenarios too, in any order of rows."""
    ordered = {
        name: tuple(sorted(records, key=lambda each: tuple(map(str, TABLES[name].key_of(each)))))
        for name, records in tables.items()
    }
    return sha256(document_text(ordered).encode()).hexdigest()


def _summary(problem: Problem) -> dict[str, Any]:
    found = described(description(problem))
    return {
        **{name: found[name] for name in SHOWN},
        "policies": list(_policies(problem)),
        "scenarios": list(_scenarios(problem)),
    }


def _policies(problem: Problem) -> Iterator[dict[str, Any]]:
    for policy_id in sorted({each.policy_id for each in problem.policies}):
        goals = policy_goals(problem, policy_id)
        yield {
            "policy_id": policy_id,
            "goals": [
                {
                    "goal": each.name,
                    "tolerance_pct": number_json(each.tolerance_pct),
                    "measure": each.fairness.measure,
                    "grid_pct": number_json(each.fairness.grid_pct),
                    "cap_pct": number_json(each.fairness.cap_pct),
                }
                for each in goals
            ],
        }


def _scenarios(problem: Problem) -> Iterator[dict[str, Any]]:
    steps = sorted(problem.scenarios, key=lambda each: (each.scenario_id, each.step))
    for scenario_id, group in groupby(steps, key=lambda each: each.scenario_id):
        own = tuple(group)
        yield {
            "scenario_id": scenario_id,
            "name_pl": next(filter(None, (each.name_pl for each in own)), ""),
            "name_en": next(filter(None, (each.name_en for each in own)), ""),
            "steps": len(own),
        }
