"""Right requests with something in them changed: body, query, path or headers."""

from __future__ import annotations

import json
import random
from copy import deepcopy
from typing import Any
from urllib.parse import quote

from tests.route_cases import Call
from tests.upload_mutations import WORDS, changed_value

HEADERS = {
    "Accept": ("*/*;q=x", "text/html", "application/json;q=0", "a/b;" * 400, "", "image/*, */*"),
    "Accept-Language": ("xx", "en;q=nan", "pl" * 900, "*", "ł".encode()),
    "Idempotency-Key": ("", "a b", "a" * 300, "same", "same", "ł".encode()),
    "If-Match": ("*", '"x"', 'W/"x"', '"' * 99, ""),
    "If-None-Match": ("*", '"x"', 'W/"x", "y"', '"'),
    "Last-Event-ID": ("-1", "0", "99999999999999999999", "x", "1e5", "١".encode()),
    "Content-Type": ("text/plain", "application/json; charset=utf-16", "multipart/form-data", ""),
    "Content-Length": ("0", "5"),
    "Range": ("bytes=0-1", "bytes=-"),
    "X-Request-Id": ("a" * 500, "x y", "<b>"),
}

MORE: dict[str, dict[str, Any]] = {
    "POST /v1/solves": {
        "operation": "solve",
        "goals": [{"goal": "cost", "tolerance_pct": 0.5}],
        "limits": {"time_seconds": 5, "gap_pct": 0, "workers": 1},
        "rules_off": ["budget"],
        "pins": [{"member_id": "M1", "component_id": "C1", "quantity": 1}],
        "partial": True,
        "seed": 1,
        "priority": "low",
        "name": "nazwa",
    },
    "POST /v1/sweeps": {"seed": 1, "fresh": True, "name": "nazwa"},
}
"""What the requests of the table leave out."""


def fuller(route: str, call: Call) -> Call:
    """The same request saying more than it must, so that there is something to change."""
    if route not in MORE:
        return call
    return Call(call.path, {**call.given, "json": {**MORE[route], **call.given["json"]}})


def changed(call: Call, draw: random.Random) -> tuple[str, dict[str, Any]]:
    """A request with another value in its body, its query, its path or its headers."""
    path, given = call.path, deepcopy(call.given)
    body = given.get("json")
    if body and draw.random() < 0.6:
        for _ in range(draw.choice((1, 1, 3))):
            changed_value(body, draw)
        text = json.dumps(body, ensure_ascii=draw.random() < 0.5)
        given["content"] = text.encode("utf-8", "surrogatepass")
        given["headers"] = {"Content-Type": "application/json"}
        del given["json"]
    if draw.random() < (0.1 if body else 0.3):
        names = ("limit", "cursor", "name", "language", "from", *given.get("params", {}))
        given["params"] = {**given.get("params", {}), draw.choice(names): draw.choice(WORDS)[:999]}
    if draw.random() < (0.1 if body else 0.3):
        *first, last = path.split("/")
        path = "/".join((*first, quote(draw.choice((*WORDS, last[:-1], last.upper()))[:999])))
    if draw.random() < 0.5:
        name = draw.choice(sorted(HEADERS))
        given["headers"] = {**given.get("headers", {}), name: draw.choice(HEADERS[name])}
    return path, given
