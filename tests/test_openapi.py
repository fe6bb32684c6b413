"""The OpenAPI document: complete, with examples that are right, and the one that is committed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest

from api.texts import REFUSALS
from api.web.examples import example_of
from docs.generate import DOCS, openapi
from tests.service import Api

COMMITTED = DOCS / "schema" / "openapi.json"
PROBLEM = "application/problem+json"
JSON = "application/json"


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(openapi())
    return found


def operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, found in document["paths"].items():
        for method, operation in found.items():
            yield f"{method} {path}", operation


def bodies(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every body of a request or an answer: where, its media type, what is said of it."""
    for name, operation in operations(document):
        parts = {"request": operation.get("requestBody", {}), **operation["responses"]}
        for part, found in parts.items():
            for media_type, content in found.get("content", {}).items():
                yield f"{name} {part}", media_type, content


def examples(document: dict[str, Any], content: dict[str, Any]) -> list[Any]:
    if "example" in content:
        return [content["example"]]
    known = document["components"]["examples"]
    return [
        known[each["$ref"].rpartition("/")[2]]["value"] if "$ref" in each else each["value"]
        for each in content.get("examples", {}).values()
    ]


def test_the_committed_document_is_current() -> None:
    """`make docs` writes it; a change of the interface is seen here before anybody feels it."""
    assert COMMITTED.read_text(encoding="utf-8") == openapi()


def test_every_operation_is_described(document: dict[str, Any]) -> None:
    tags = {each["name"] for each in document["tags"]}
    ids = [operation["operationId"] for _, operation in operations(document)]
    assert len(ids) == len(set(ids)) >= 30
    for name, operation in operations(document):
        assert operation["summary"], name
        assert operation["description"], name
        assert set(operation["tags"]) <= tags, name
        assert all(each["description"] for each in operation["responses"].values()), name
        for parameter in operation.get("parameters", ()):
            assert parameter.get("description"), (name, parameter["name"])


def test_every_error_is_a_problem_detail(document: dict[str, Any]) -> None:
    for name, operation in operations(document):
        assert {"401", "403", "429", "500"} <= set(operation["responses"]), name
        if "requestBody" in operation:
            assert {"413", "422"} <= set(operation["responses"]), name
        if "{" in name:
            assert "404" in operation["responses"], name
        for status, response in operation["responses"].items():
            if int(status) >= 400 and "/ready" not in name:
                assert list(response["content"]) == [PROBLEM], (name, status)


def test_every_body_has_a_schema_and_an_example_that_keeps_it(document: dict[str, Any]) -> None:
    components = {"components": document["components"]}
    count = 0
    for place, media_type, content in bodies(document):
        assert content.get("schema") or content.get("itemSchema"), place
        if media_type not in (JSON, PROBLEM):
            continue
        found = examples(document, content)
        assert found, place
        validator = jsonschema.Draft202012Validator({**content["schema"], **components})
        for each in found:
            errors = [f"{one.json_path}: {one.message}" for one in validator.iter_errors(each)]
            assert errors == [], place
            count += 1
    assert count > 100


def test_every_refusal_that_is_told_has_its_status(document: dict[str, Any]) -> None:
    for place, media_type, content in bodies(document):
        if media_type == PROBLEM:
            for each in examples(document, content):
                assert str(each["status"]) == place.rpartition(" ")[2], place
                assert REFUSALS[each["code"]].status == each["status"]


def test_the_example_of_a_problem_can_be_posted_and_solved(
    api: Api, document: dict[str, Any]
) -> None:
    example = document["components"]["schemas"]["ProblemDocument"]["examples"][0]
    problem = api.post_problem(json.dumps(example))
    solve = api.solved(problem["id"], goals=[{"goal": "cost"}])
    assert (solve["solve_result"], solve["verdict"]) == ("optimal", "fits")
    result = document["components"]["schemas"]["ResultDocument"]["examples"][0]
    # 400 hours at 49.80 and 200 at 51.20, as the example of a result says.
    found = api.client.get(f"/v1/solves/{solve['id']}/result").json()
    assert found["assignments"] == result["assignments"]
    assert found["total_pln"] == result["total_pln"]


def test_it_is_served_and_nothing_else_is(api: Api) -> None:
    found = api.client.get("/openapi.json").json()
    assert found["openapi"].startswith("3.1")
    assert all(path.startswith("/v1/") for path in found["paths"])


@pytest.mark.parametrize(
    ("schema", "example"),
    [
        ({"examples": [5], "type": "string"}, 5),
        ({"enum": ["a", "b"]}, "a"),
        ({"const": 1}, 1),
        ({"default": None}, None),
        ({"anyOf": [{"type": "integer"}, {"type": "null"}]}, 1),
        ({"type": "array", "items": {"type": "boolean"}}, [True]),
        ({"type": "object", "properties": {"a": {"$ref": "#/x/A"}}}, {"a": "text"}),
        ({}, None),
    ],
)
def test_examples_are_put_together_from_those_of_fields(
    schema: dict[str, Any], example: Any
) -> None:
    assert example_of(schema, {"A": {"type": "string"}}) == example


def test_a_schema_that_holds_itself_comes_to_an_end() -> None:
    schema = {"type": "object", "properties": {"next": {"$ref": "#/x/A"}}}
    assert "next" in example_of(schema, {"A": schema})
