"""Words of the OpenAPI document that routes share: refusals with examples, tags, parameters."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from fastapi.routing import APIRoute

from api.texts import REFUSALS, RefusalText

MEDIA_TYPE = "application/problem+json"
VERSION = "1"
"""Of the interface, as in its paths; releases of the program have numbers of their own."""

TITLE = "allocator"
ABOUT = """\
Splits one commission of a municipality among the members of a consortium: exact, proved, explained
in Polish and English.

Post a **problem** (workbook, zipped folder or JSON), ask for a **solve** of it, follow its
**events**, fetch its **result**. How a job stands (`job_state`), what its search found
(`solve_result`) and what that means for the commission (`verdict`) are three separate things.

Money is in PLN. Numbers are exact: read them as decimals. Moments are in UTC (ISO 8601). Every
error is a problem detail of RFC 9457, in Polish and English. A POST with an `Idempotency-Key` can
be repeated without harm.
"""
TAGS = (
    ("problems", "commissions, members and rules as data; what-if variants of them"),
    ("solves", "jobs: an operation on a problem, in a queue that loses nothing"),
    ("results", "what came out, as JSON, workbook or Markdown"),
    ("judging", "any hand-made split judged; two results compared"),
    ("sweeps", "many scenarios and policies in one go"),
    ("publications", "a result on its way to the members, and what they answer"),
    ("research", "pseudonymous exports without prices"),
    ("reference", "what can be asked, in which form; a ready request to begin with"),
    ("service", "how the service itself is"),
    ("administration", "what only administrators see"),
)
ALWAYS = (
    *("not_authenticated", "not_allowed", "not_bound", "foreign_origin", "not_acceptable"),
    *("foreign_host", "too_many_requests", "internal", "database_busy"),
)
"""Refusals that any route may answer with."""

WITH_BODY = ("body_too_large",)
"""Refusals of every route that takes a body."""

PARAMETERS: Mapping[str, tuple[str, str]] = {
    "problem_id": ("a stored problem", "pr-5f1c2a9be0d34c7788aa01ff"),
    "solve_id": ("a solve", "so-0c6b1fd2a94e4f13b7c8d9e0"),
    "sweep_id": ("a sweep", "sw-7b1e0c9d2f3a4b5c6d7e8f90"),
    "publication_id": ("a publication", "pu-19a8b7c6d5e4f30201122334"),
    "token_id": ("a token", "tk-a1b2c3d4e5f60718293a4b5c"),
    "member_id": ("a member of the problem", "M01"),
    "operation": ("name of an operation", "solve"),
    "job_state": ("how the job stands", "done"),
    "action": ("what was done", "solve.add"),
    "name": ("its name", "result"),
}
"""What parameters mean, and an example, where a route does not say it itself."""


def operation_id(route: APIRoute) -> str:
    """The name of a route's function: what generated clients call their methods."""
    return route.name


def refusals(*codes: str) -> dict[int | str, dict[str, Any]]:
    """The `responses` of a route for the refusals it may answer with, each with an example."""
    by_status: dict[int | str, dict[str, Any]] = defaultdict(dict)
    for code in dict.fromkeys(codes):
        by_status[REFUSALS[code].status][code] = {"$ref": f"#/components/examples/{code}"}
    return {
        status: {
            "description": "; ".join(REFUSALS[code].title_en for code in examples),
            "content": {
                MEDIA_TYPE: {
                    "schema": {"$ref": "#/components/schemas/ProblemDetails"},
                    "examples": examples,
                }
            },
        }
        for status, examples in by_status.items()
    }


def examples() -> dict[str, Any]:
    """A problem detail for each refusal, as it looks in Polish."""
    return {
        code: {"summary": text.title_en, "value": _example(code, text)}
        for code, text in sorted(REFUSALS.items())
    }


def _example(code: str, text: RefusalText) -> dict[str, Any]:
    return {
        "type": f"urn:allocator:refusal:{code}",
        "title": text.title_pl,
        "status": text.status,
        "detail": text.text_pl,
        "instance": "/v1/solves",
        "code": code,
        "title_pl": text.title_pl,
        "title_en": text.title_en,
        "detail_pl": text.text_pl,
        "detail_en": text.text_en,
        "issues": [],
        "request_id": "0f4b6a1c9d2e3f58",
    }
