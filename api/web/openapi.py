"""The OpenAPI document: made from the routes, completed with what all of them have in common."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from allocator.reading.schema import problem_schema
from allocator.reporting.schema import result_schema
from api.web.bodies.documents import PROBLEM, RESULT
from api.web.bodies.errors import ProblemDetails
from api.web.describing import (
    ABOUT,
    ALWAYS,
    PARAMETERS,
    TAGS,
    TITLE,
    VERSION,
    WITH_BODY,
    examples,
    refusals,
)
from api.web.examples import example_of
from api.web.replying import KEY, REPLAYED

JSON = "application/json"
PLACE = "#/components/schemas/"
NOT_OURS = ("HTTPValidationError", "ValidationError")
BEARER = {
    "type": "http",
    "scheme": "bearer",
    "description": "a token of `allocator token`, or of the OpenID Connect issuer; none where the "
    "service is bound to loopback and runs without log-in",
}
HEADERS: Mapping[str, tuple[str, str]] = {
    "Location": ("where it is", "/v1/solves/so-0c6b1fd2a94e4f13b7c8d9e0"),
    "ETag": ("to be sent as If-None-Match", 'W/"0f4b6a1c9d2e3f58a7b6c5d4e3f20110"'),
    "Retry-After": ("seconds to wait", "5"),
    "WWW-Authenticate": ("how to say who asks", 'Bearer realm="allocator"'),
    "X-Request-Id": ("to be told when something went wrong", "0f4b6a1c9d2e3f58"),
    REPLAYED: ("`true`: the answer to an earlier request under the same key", "true"),
}
PRECONDITIONS: Mapping[str, tuple[str, str]] = {
    "304": ("If-None-Match", "ETag of the version that is known already"),
    "412": ("If-Match", "ETag of the version that is meant; refused where it has changed"),
}
"""Request headers that stand behind an answer."""

MAKES = "post_"
"""How the names of routes begin that make something."""

MADE = ("201", "202")
OF_STATUS: Mapping[str, str] = {
    **dict.fromkeys(("429", "503"), "Retry-After"),
    "304": "ETag",
    "401": "WWW-Authenticate",
}


def describe(app: FastAPI) -> None:
    """Have the application's OpenAPI document made here, once, when it is first asked for."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = document_of(app)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def document_of(app: FastAPI) -> dict[str, Any]:
    """The document of an application: paths in order, every body with schema and example."""
    document = get_openapi(
        title=TITLE,
        version=VERSION,
        description=ABOUT,
        routes=app.routes,
        tags=[{"name": name, "description": about} for name, about in TAGS],
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        separate_input_output_schemas=False,
    )
    document["components"]["schemas"] = schemas = _schemas(document["components"]["schemas"])
    document["components"]["examples"] = examples()
    document["components"]["securitySchemes"] = {"token": BEARER}
    document["security"] = [{}, {"token": []}]
    document["paths"] = dict(sorted(document["paths"].items()))
    for operations in document["paths"].values():
        for operation in operations.values():
            _complete(operation, schemas)
    return document


def _schemas(made: dict[str, Any]) -> dict[str, Any]:
    own = {
        "ProblemDocument": {**problem_schema(), "examples": [PROBLEM]},
        "ResultDocument": {**result_schema(), "examples": [RESULT]},
        "ProblemDetails": ProblemDetails.model_json_schema(),
    }
    found = {name: each for name, each in made.items() if name not in NOT_OURS}
    for name, schema in own.items():
        for part, each in schema.pop("$defs", {}).items():
            found[_part(name, part)] = _moved(each, name)
        schema.pop("$schema", None)
        found[name] = _moved(schema, name)
    return dict(sorted(found.items()))


def _part(owner: str, name: str) -> str:
    """The name of a part of a schema; parts that are models of ours keep theirs."""
    return name if name[:1].isupper() else f"{owner}_{name}"


def _moved(value: Any, owner: str) -> Any:
    """A schema whose parts stand beside it in the document."""
    if isinstance(value, Mapping):
        return {
            name: PLACE + _part(owner, each.rpartition("/")[2])
            if name == "$ref"
            else _moved(each, owner)
            for name, each in value.items()
        }
    return [_moved(each, owner) for each in value] if isinstance(value, list) else value


def _complete(operation: dict[str, Any], schemas: Mapping[str, Any]) -> None:
    responses = operation["responses"]
    if "HTTPValidationError" in str(responses.get("422", "")):
        responses["422"] = refusals("bad_body")[422]
    common = refusals(*ALWAYS, *(WITH_BODY if "requestBody" in operation else ()))
    for status, each in common.items():
        responses.setdefault(str(status), each)
    operation["responses"] = dict(sorted(responses.items()))
    for status, response in responses.items():
        _exemplify(response.get("content", {}), schemas)
        for name in _headers_of(operation, status):
            about, example = HEADERS[name]
            told = {"description": about, "schema": {"type": "string"}, "example": example}
            response.setdefault("headers", {})[name] = told
    _exemplify(operation.get("requestBody", {}).get("content", {}), schemas)
    _add_parameters(operation)


def _headers_of(operation: Mapping[str, Any], status: str) -> Iterator[str]:
    """The headers of an answer that mean something to a program."""
    yield "X-Request-Id"
    if status in OF_STATUS:
        yield OF_STATUS[status]
    elif status == "200" and operation["responses"].keys() & PRECONDITIONS.keys():
        yield "ETag"
    if operation["operationId"].startswith(MAKES) and status in MADE:
        yield "Location"
    if status[0] == "2" and any(each["name"] == KEY for each in operation.get("parameters", ())):
        yield REPLAYED


def _add_parameters(operation: dict[str, Any]) -> None:
    """Name the preconditions, and say what each parameter means."""
    for status, (name, about) in PRECONDITIONS.items():
        if status in operation["responses"]:
            parameter = {"name": name, "in": "header", "required": False, "description": about}
            parameter |= {"schema": {"type": "string"}, "example": HEADERS["ETag"][1]}
            operation.setdefault("parameters", []).append(parameter)
    for parameter in operation.get("parameters", ()):
        about, example = PARAMETERS.get(parameter["name"], ("", None))
        parameter.setdefault("description", about)
        if example is not None and not parameter["schema"].get("examples"):
            parameter.setdefault("example", example)


def _exemplify(content: Mapping[str, Any], schemas: Mapping[str, Any]) -> None:
    for media_type, each in content.items():
        if media_type == JSON and not each.keys() & {"example", "examples"}:
            each["example"] = example_of(each.get("schema", {}), schemas)
