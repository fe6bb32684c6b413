"""An example of every body, put together from the examples of its fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Schema = Mapping[str, Any]

DEEPEST = 8
PLAIN: Mapping[str, Any] = {
    "string": "text",
    "integer": 1,
    "number": 1,
    "boolean": True,
    "null": None,
    "object": {},
    "array": [],
}


def example_of(schema: Schema, schemas: Mapping[str, Schema], depth: int = 0) -> Any:
    """What a body of this schema may look like; `schemas` are those that are referred to."""
    if "$ref" in schema:
        return example_of(schemas[schema["$ref"].rpartition("/")[2]], schemas, depth)
    for name in ("examples", "enum"):
        if schema.get(name):
            return schema[name][0]
    for name in ("example", "const", "default"):
        if name in schema:
            return schema[name]
    if depth > DEEPEST:
        return None
    for name in ("anyOf", "oneOf", "allOf"):
        if name in schema:
            return example_of(schema[name][0], schemas, depth + 1)
    kind = schema.get("type")
    if kind == "array" and "items" in schema:
        return [example_of(schema["items"], schemas, depth + 1)]
    if kind == "object" and "properties" in schema:
        return {
            name: example_of(each, schemas, depth + 1)
            for name, each in schema["properties"].items()
        }
    return PLAIN.get(str(kind))
