"""Faults of a request's form, as pydantic finds them, as issues in Polish and English."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

LONGEST_VALUE = 120
MOST_ISSUES = 100

SENTENCES: Mapping[str, tuple[str, str]] = {
    "missing": ("Brakuje tego pola.", "This field is missing."),
    "extra_forbidden": ("Nie ma takiego pola.", "There is no such field."),
    "json_invalid": ("To nie jest poprawny JSON: {error}.", "This is no valid JSON: {error}."),
    "string_type": ("Tu powinien być tekst.", "A text is expected here."),
    "string_too_long": (
        "Tekst może mieć najwyżej {max_length} znaków.",
        "A text of at most {max_length} characters is expected.",
    ),
    "string_too_short": (
        "Tekst powinien mieć co najmniej {min_length} znaków.",
        "A text of at least {min_length} characters is expected.",
    ),
    "string_pattern_mismatch": (
        "Tekst ma inną postać niż {pattern}.",
        "The text is not of the form {pattern}.",
    ),
    "int_type": ("Tu powinna być liczba całkowita.", "A whole number is expected here."),
    "int_parsing": ("Tu powinna być liczba całkowita.", "A whole number is expected here."),
    "int_from_float": ("Tu powinna być liczba całkowita.", "A whole number is expected here."),
    "bool_type": ("Tu powinno być true albo false.", "true or false is expected here."),
    "bool_parsing": ("Tu powinno być true albo false.", "true or false is expected here."),
    "decimal_type": ("Tu powinna być liczba.", "A number is expected here."),
    "decimal_parsing": ("Tu powinna być liczba.", "A number is expected here."),
    "finite_number": ("Tu powinna być liczba skończona.", "A finite number is expected here."),
    "greater_than": ("Liczba powinna być większa niż {gt}.", "More than {gt} is expected."),
    "greater_than_equal": (
        "Liczba powinna wynosić co najmniej {ge}.",
        "At least {ge} is expected.",
    ),
    "less_than_equal": ("Liczba powinna wynosić najwyżej {le}.", "At most {le} is expected."),
    "literal_error": ("Tu powinno być: {expected}.", "Expected here: {expected}."),
    "enum": ("Tu powinno być: {expected}.", "Expected here: {expected}."),
    "list_type": ("Tu powinna być lista.", "A list is expected here."),
    "too_long": (
        "Lista może mieć najwyżej {max_length} pozycji.",
        "A list of at most {max_length} items is expected.",
    ),
    "too_short": (
        "Lista powinna mieć co najmniej {min_length} pozycji.",
        "A list of at least {min_length} items is expected.",
    ),
    "dict_type": ("Tu powinien być obiekt JSON.", "A JSON object is expected here."),
    "model_attributes_type": ("Tu powinien być obiekt JSON.", "A JSON object is expected here."),
    "model_type": ("Tu powinien być obiekt JSON.", "A JSON object is expected here."),
}
_KIND = re.compile(r"decimal|str|constrained-str|int|none|list\[.*|literal\[.*")
"""What pydantic puts at the end of a path to say which of several kinds it tried."""

OTHER = ("Ta wartość jest niewłaściwa.", "This value is not right: {message}.")


def issues_of(errors: Sequence[Mapping[str, Any]]) -> tuple[dict[str, Any], ...]:
    """The issues, objects like the command line's faults; `column` is the path of the field.

    `table` says where the field stands: body, query, header or path.
    """
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for each in errors[:MOST_ISSUES]:
        issue = _issue(each)
        # A field that may be of several kinds has an error for each of them.
        found.setdefault((issue["table"], issue["column"]), issue)
    return tuple(found.values())


def _issue(error: Mapping[str, Any]) -> dict[str, Any]:
    place, *path = error["loc"]
    if path and _KIND.fullmatch(str(path[-1])):
        path.pop()
    code = str(error["type"])
    parameters = {name: str(each) for name, each in error.get("ctx", {}).items()}
    texts = SENTENCES.get(code, OTHER)
    fill = {"message": str(error.get("msg", "")), **parameters}
    is_value = code not in ("missing", "json_invalid")
    return {
        "code": code,
        "severity": "fault",
        "table": str(place),
        "row": None,
        "column": "" if code == "json_invalid" else _column(path),
        "value": _quoted(error.get("input")) if is_value else "",
        "parameters": parameters,
        "text_pl": _filled(texts[0], fill),
        "text_en": _filled(texts[1], fill),
    }


def _column(path: Sequence[str | int]) -> str:
    text = ""
    for each in path:
        text += f"[{each}]" if isinstance(each, int) else f".{each}" if text else str(each)
    return text


def _quoted(value: Any) -> str:
    text = str(value)
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"


def _filled(text: str, parameters: Mapping[str, str]) -> str:
    for name, value in parameters.items():
        text = text.replace("{" + name + "}", value)
    return text
