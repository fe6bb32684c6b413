"""What can be asked about problems, each as a function that makes its request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from os import PathLike
from typing import Any

from api.client.call import (
    Call,
    content,
    document,
    get,
    given,
    nothing,
    patch,
    path,
    post,
    query_of,
)
from api.client.records import Page, ProblemInfo, one, page
from api.client.uploading import MEDIA_TYPES, upload_of


def post_problem(
    source: str | PathLike[str] | bytes | Mapping[str, Any], *, name: str = "", note: str = ""
) -> Call[ProblemInfo]:
    """Store a problem: a file (.xlsx, .json, .zip), a folder of .csv, bytes of one, or a document.

    Raises ServiceError `bad_input` with all faults at once. What is there already is found again.
    """
    body, media_type = upload_of(source)
    query = query_of(name=name or None, note=note or None)
    return post(path("problems"), one(ProblemInfo), body, media_type=media_type, query=query)


def get_problem(problem_id: str) -> Call[ProblemInfo]:
    """A stored problem, without its content."""
    return get(path("problems", problem_id), one(ProblemInfo))


def problem_document(problem_id: str) -> Call[dict[str, Any]]:
    """The whole content of a problem, its numbers exact."""
    return get(path("problems", problem_id, "document"), document)


def problem_file(problem_id: str, *, language: str = "pl") -> Call[bytes]:
    """The problem as a workbook."""
    where = path("problems", problem_id, "document")
    return get(where, content, accept=MEDIA_TYPES["xlsx"], query=query_of(language=language))


def problems(
    *, limit: int | None = None, cursor: str | None = None, name: str | None = None
) -> Call[Page[ProblemInfo]]:
    """Stored problems, newest first; `name` is a part of theirs."""
    query = query_of(limit=limit, cursor=cursor, name=name)
    return get(path("problems"), page(ProblemInfo), query=query)


def rename_problem(
    problem_id: str, *, name: str | None = None, note: str | None = None
) -> Call[ProblemInfo]:
    """Give a problem another name or note."""
    return patch(path("problems", problem_id), one(ProblemInfo), name=name, note=note)


def delete_problem(problem_id: str) -> Call[None]:
    """Delete a problem with all that was made of it."""
    return Call("DELETE", path("problems", problem_id), nothing)


def derive(
    problem_id: str,
    *,
    scenario: str | None = None,
    steps: Sequence[Mapping[str, Any]] = (),
    name: str = "",
    note: str = "",
) -> Call[ProblemInfo]:
    """A problem made of another by one of its scenarios, or by steps of one's own."""
    body = given(scenario_id=scenario, steps=list(steps), name=name, note=note)
    return post(path("problems", problem_id, "scenarios"), one(ProblemInfo), body)
