"""A problem as it comes in: JSON, a workbook or a zipped folder, as the body or in a form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Annotated, Any

from fastapi import Depends, Query
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request

from api.faults import Refusal
from api.web.bodies.common import LONGEST_NAME, LONGEST_NOTE, TEXT_PATTERN
from api.web.exact import is_storable
from api.web.negotiation import JSON, WORKBOOK
from api.web.validating import issues_of

FORM = "multipart/form-data"
SUFFIX_OF_TYPE: Mapping[str, str] = {
    JSON: ".json",
    WORKBOOK: ".xlsx",
    "application/vnd.ms-excel.sheet.macroenabled.12": ".xlsm",
    "application/zip": ".zip",
    "application/x-zip-compressed": ".zip",
}
SUFFIXES = frozenset(SUFFIX_OF_TYPE.values())
SERVED = ", ".join((JSON, WORKBOOK, "application/zip", FORM))


@dataclass(frozen=True)
class Upload:
    """A file that holds a problem, and how it is to be called."""

    data: bytes
    suffix: str
    name: str
    note: str


async def uploaded(
    request: Request,
    name: Annotated[
        str,
        Query(max_length=LONGEST_NAME, pattern=TEXT_PATTERN, description="what it is called here"),
    ] = "",
    note: Annotated[
        str, Query(max_length=LONGEST_NOTE, pattern=TEXT_PATTERN, description="a remark on it")
    ] = "",
) -> Upload:
    """The dependency that reads the body. Raises Refusal `media_type_unknown`, `bad_body`."""
    data = await request.body()
    kind = _type(request.headers.get("content-type", ""))
    if kind == FORM:
        # Read again from memory; the limits refuse forms that are no upload.
        async with request.form(max_files=1, max_fields=4, max_part_size=2**20) as form:
            return await _from_form(form, name, note)
    if kind not in SUFFIX_OF_TYPE:
        raise Refusal("media_type_unknown", {"given": kind or "–", "served": SERVED})
    return Upload(data, SUFFIX_OF_TYPE[kind], name, note)


Uploaded = Annotated[Upload, Depends(uploaded)]
"""A parameter of the route that takes a problem."""

REQUEST_BODY: Mapping[str, Any] = {
    "required": True,
    "content": {
        JSON: {"schema": {"$ref": "#/components/schemas/ProblemDocument"}},
        WORKBOOK: {"schema": {"type": "string", "format": "binary"}},
        "application/zip": {"schema": {"type": "string", "format": "binary"}},
        FORM: {
            "schema": {
                "type": "object",
                "required": ["file"],
                "properties": {
                    "file": {
                        "type": "string",
                        "format": "binary",
                        "description": "a .xlsx workbook, a .zip of CSV files or a .json document",
                    },
                    "name": {"type": "string", "maxLength": LONGEST_NAME},
                    "note": {"type": "string", "maxLength": LONGEST_NOTE},
                },
            }
        },
    },
}
"""What the body may be, for the OpenAPI document."""


async def _from_form(form: FormData, name: str, note: str) -> Upload:
    files = [each for each in form.values() if isinstance(each, UploadFile)]
    if len(files) != 1:
        raise Refusal("bad_body", issues=(_issue("file", "missing"),))
    (file,) = files
    suffix = PurePosixPath(file.filename or "").suffix.lower()
    if suffix not in SUFFIXES:
        suffix = SUFFIX_OF_TYPE.get(_type(file.content_type or ""), "")
    if not suffix:
        given = _type(file.content_type or "") or "–"
        raise Refusal("media_type_unknown", {"given": given, "served": SERVED})
    texts = {
        "name": _text(form, "name", name, LONGEST_NAME),
        "note": _text(form, "note", note, LONGEST_NOTE),
    }
    return Upload(await file.read(), suffix, **texts)


def _text(form: FormData, key: str, default: str, longest: int) -> str:
    value = form.get(key, default)
    if not isinstance(value, str) or len(value) > longest or not is_storable(value):
        raise Refusal("bad_body", issues=(_issue(key, "string_too_long"),))
    return value


def _issue(column: str, code: str) -> dict[str, Any]:
    context = {"max_length": LONGEST_NAME if column == "name" else LONGEST_NOTE}
    (issue,) = issues_of([{"type": code, "loc": ("body", column), "ctx": context, "input": ""}])
    return issue


def _type(header: str) -> str:
    return header.partition(";")[0].strip().lower()
