"""What can be asked and in which form; the reference commission as a ready request."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from allocator.cli.reference import reference_commission
from allocator.operations import Operation, operations
from allocator.operations.asked import ASKED_KEYS
from allocator.operations.options_json import BACKENDS, OPTION_KEYS
from allocator.problem.charter import GOALS, MEASURES, SWITCHABLE
from allocator.reading import read_problem
from allocator.reading.document_writing import document_text
from allocator.reading.schema import problem_schema

POLICY = "balanced"
SEED, SECONDS = 0, 60


def demo() -> dict[str, Any]:
    """The reference commission as a body for POST /v1/problems, and one for POST /v1/solves."""
    problem = read_problem(reference_commission())
    document = json.loads(document_text(problem.tables), parse_float=Decimal)
    return {
        "problem": document,
        "solve": {
            "problem_id": "",
            "operation": "solve",
            "policy": POLICY,
            "seed": SEED,
            "limits": {"time_seconds": SECONDS},
            "name": problem.commission.title_pl[:200],
        },
    }


def described() -> dict[str, Any]:
    """Every operation with what it heeds, its faces and its own settings; goals, measures."""
    return {
        "items": [_operation(each) for each in operations().values()],
        "goals": list(GOALS),
        "measures": list(MEASURES),
        "backends": list(BACKENDS),
        "switchable": list(SWITCHABLE),
    }


def schemas() -> dict[str, Any]:
    """The JSON Schemas of a problem and of what each operation answers."""
    own = {each.name: each.schema() for each in operations().values()}
    return {"problem": problem_schema(), "result": own["solve"], **own}


def _operation(operation: Operation) -> dict[str, Any]:
    options = [each for each in OPTION_KEYS if each not in ("tie", "causes")]
    return {
        "name": operation.name,
        "about_pl": operation.about[0],
        "about_en": operation.about[1],
        "fields": [
            *(each for each in ASKED_KEYS if operation.heeds_key(each)),
            *(options if "options" in operation.heeds else ()),
            *(("split",) if "split" in operation.heeds else ()),
        ],
        "faces": sorted(operation.faces),
        "asked_by": "/v1/sweeps" if operation.spreads else "/v1/solves",
        "settings": [
            {
                "name": each.name,
                "kind": each.kind,
                "repeats": each.repeats,
                "needed": each.needed,
                "choices": list(each.choices),
                "default": list(each.default) if isinstance(each.default, tuple) else each.default,
                "about_pl": each.about[0],
                "about_en": each.about[1],
            }
            for each in operation.settings
        ],
    }
