"""Whatever goes wrong is told in one shape, in two languages, and tells nothing of the inside."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from api.storage.database import Database
from api.texts import REFUSALS
from api.workshop.workshop import Workshop
from tests.service import Api, served, small_document

KEYS = [
    *("type", "title", "status", "detail", "instance", "code", "title_pl", "title_en"),
    *("detail_pl", "detail_en", "issues", "request_id"),
]
JSON = {"Content-Type": "application/json"}
LOCKED = "database is locked"
NAMES = ("x", "pr-1", "so-" + "0" * 24, "pr-" + "0" * 24, "%00", "%ff", "a" * 5000)
BODIES = ("/v1/solves", "/v1/evaluate")


def told(response: Any, status: int, code: str) -> dict[str, Any]:
    """The problem details of a response, of the right shape."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    found: dict[str, Any] = response.json()
    assert list(found) == KEYS
    assert (found["status"], found["code"]) == (status, code)
    assert found["request_id"] == response.headers["x-request-id"]
    assert found["type"] == f"urn:allocator:refusal:{code}"
    return found


def test_every_refusal_has_its_words() -> None:
    for code, each in REFUSALS.items():
        assert 400 <= each.status < 600, code
        assert all(each), code
        assert each.text_pl.endswith((".", ")")), code
        assert each.text_en.endswith((".", ")")), code
        for own in (each.title_pl, each.title_en, each.text_pl, each.text_en):
            assert own[0].isupper() or own[0] == "{" or own[0].isdigit(), code


@pytest.mark.parametrize(
    "path",
    [
        "/", "/v1", "/v1/", "/v2/problems", "/v1/problems/", "/docs", "/redoc", "/v1/problem",
        "/v1/problems/x/y/z", "/v1/problems/%2e%2e/x", "/v1//problems",
    ],
)  # fmt: skip
def test_an_unknown_place(api: Api, path: str) -> None:
    told(api.client.get(path), 404, "no_such_place")


@pytest.mark.parametrize(
    "path",
    [
        "/v1/problems/{}", "/v1/problems/{}/document", "/v1/solves/{}", "/v1/solves/{}/result",
        "/v1/solves/{}/members/M1",
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", NAMES)
def test_unknown_and_malformed_ids_are_the_same(api: Api, path: str, name: str) -> None:
    found = told(api.client.get(path.format(name)), 404, "not_found")
    assert len(found["detail_en"]) < 200


def test_a_method_that_is_not_allowed(api: Api) -> None:
    for path, allowed in (
        ("/v1/problems", "GET, POST"),
        ("/v1/solves/so-x", "GET, PATCH, DELETE"),
        ("/v1/compare", "GET"),
    ):
        response = api.client.put(path)
        told(response, 405, "method_not_allowed")
        assert response.headers["allow"] == allowed


def test_the_language_is_that_of_the_reader(api: Api) -> None:
    for header, title in (
        ("", "Nie ma takiego adresu"),
        ("en", "No such place"),
        ("pl;q=0.3, en;q=0.8", "No such place"),
        ("de", "Nie ma takiego adresu"),
        ("en;q=x", "Nie ma takiego adresu"),
        ("," * 5000, "Nie ma takiego adresu"),
    ):
        response = api.client.get("/v1/x", headers={"Accept-Language": header})
        assert response.json()["title"] == title, header


def test_json_is_the_only_form_of_most_answers(api: Api) -> None:
    for path in ("/v1/problems", "/v1/solves", "/v1/operations"):
        told(api.client.get(path, headers={"Accept": "text/html"}), 406, "not_acceptable")
        assert api.client.get(path, headers={"Accept": "text/html, */*;q=0.1"}).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        b"{", b'{"problem_id": NaN}', b'{"a": 1, "a": 2}', b"[" * 100_000, b'"\\ud800"',
        b'"\xed\xa0\x80"', b'{"problem_id": "\xed\xa0\x80"}', b'"\xff"',
        b'{"problem_id": "\\u0000"}', b"1" * 5000, b"\xff", b"\x00",
    ],
)  # fmt: skip
def test_what_is_no_json(api: Api, body: bytes) -> None:
    for path in BODIES:
        found = told(api.client.post(path, content=body, headers=JSON), 422, "bad_body")
        assert found["issues"][0]["code"] in ("json_invalid", "model_attributes_type")


def test_only_json_is_read_where_json_is_needed(api: Api) -> None:
    for media_type in ("text/plain", "application/x-www-form-urlencoded", "application/xml"):
        headers = {"Content-Type": media_type}
        response = api.client.post("/v1/solves", content=b"{}", headers=headers)
        told(response, 415, "media_type_unknown")
    told(api.client.post("/v1/solves"), 422, "bad_body")


def test_numbers_of_a_body_are_exact(api: Api) -> None:
    problem_id = api.post_problem()["id"]
    # More digits than a float has.
    body = f'{{"problem_id": "{problem_id}", "cost_cap_pln": 1000000000.000000000001}}'
    response = api.client.post("/v1/solves", content=body, headers=JSON)
    assert response.status_code == 202, response.text
    assert '"cost_cap_pln": "1000000000000000000001/1000000000000"' in response.text


@pytest.fixture
def small_api(
    sqlite_service_database: Database, tmp_path: Path, workshop: Workshop
) -> Iterator[Api]:
    with served(sqlite_service_database, tmp_path, workshop, upload_megabytes=1) as found:
        yield found


def test_a_body_that_is_too_large(small_api: Api) -> None:
    def pieces() -> Iterator[bytes]:
        for _ in range(20):
            yield b" " * 2**16

    large = b" " * (2**20 + 1)
    for path in ("/v1/problems", "/v1/solves"):
        told(small_api.client.post(path, content=large, headers=JSON), 413, "body_too_large")
        told(small_api.client.post(path, content=pieces(), headers=JSON), 413, "body_too_large")
    form = small_api.client.post("/v1/problems", files={"file": ("a.xlsx", large)})
    told(form, 413, "body_too_large")
    assert small_api.client.get("/v1/problems").json()["items"] == []


def test_an_error_of_ours_tells_only_its_id(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    for error, status, code in (
        (RuntimeError("secret"), 500, "internal"),
        (
            OperationalError("SELECT secret", {}, Exception("database is locked")),
            503,
            "database_busy",
        ),
    ):

        def fails(*_: Any, error: Exception = error, **__: Any) -> Any:
            raise error

        monkeypatch.setattr("api.web.routes.problems.problems.listed", fails)
        response = api.client.get("/v1/problems")
        told(response, status, code)
        assert "secret" not in response.text
        assert "Traceback" not in response.text


def test_a_field_of_several_kinds_is_told_once(api: Api) -> None:
    body = {"problem_id": "x", "cost_cap_pln": [], "pins": [{"quantity": {}}]}
    issues = api.client.post("/v1/solves", json=body).json()["issues"]
    assert [each["column"] for each in issues] == [
        "cost_cap_pln",
        "pins[0].member_id",
        "pins[0].component_id",
        "pins[0].quantity",
    ]


def test_places_are_those_that_the_client_sees_behind_a_proxy(
    sqlite_service_database: Database, tmp_path: Path, workshop: Workshop
) -> None:
    with served(sqlite_service_database, tmp_path, workshop, root_path="/split") as found:
        response = found.client.post("/v1/problems", content=small_document(), headers=JSON)
        assert response.headers["location"] == f"/split/v1/problems/{response.json()['id']}"


def test_large_answers_are_compressed_and_small_ones_are_not(api: Api) -> None:
    headers = {"Accept-Encoding": "gzip"}
    api.post_problem()
    with api.client.stream("GET", "/v1/demo", headers=headers) as response:
        packed = b"".join(response.iter_raw())
    assert response.headers["content-encoding"] == "gzip"
    assert "Accept-Encoding" in response.headers["vary"]
    assert json.loads(gzip.decompress(packed))["solve"]["operation"] == "solve"
    small = api.client.get("/v1/schema", headers=headers)
    assert "content-encoding" not in small.headers


def test_pages_of_elsewhere_get_nothing_unless_it_is_set(
    sqlite_service_database: Database, tmp_path: Path, workshop: Workshop
) -> None:
    origin = "https://strony.hajnowka.example"
    with served(sqlite_service_database, tmp_path, workshop) as closed:
        refused = closed.client.get("/v1/problems", headers={"Origin": origin})
        told(refused, 403, "foreign_origin")
        assert "access-control-allow-origin" not in refused.headers
    with served(sqlite_service_database, tmp_path, workshop, cors_origins=(origin,)) as opened:
        answer = opened.client.get("/v1/problems", headers={"Origin": origin})
        assert answer.headers["access-control-allow-origin"] == origin
        other = opened.client.get("/v1/problems", headers={"Origin": "https://other.example"})
        assert "access-control-allow-origin" not in other.headers
        told(opened.client.get("/v1/problems/x", headers={"Origin": origin}), 404, "not_found")


def test_nothing_heavy_is_loaded_by_the_process_that_answers(tmp_path: Path) -> None:
    """A fresh process serves every kind of request and never imports what reads or solves."""
    import subprocess
    import sys

    script = tmp_path / "script.py"
    script.write_text(SCRIPT, encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, str(script), str(tmp_path), small_document()],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.strip().splitlines()[-1] == "[]"


SCRIPT = """\
import sys
from pathlib import Path

from starlette.testclient import TestClient

from api.jobs.queue import prepare_queue
from api.settings import Settings
from api.storage import results, solves
from api.storage.database import Database
from api.storage.migrating import upgrade
from api.web.application import create_app

folder, document = Path(sys.argv[1]), sys.argv[2]
database = Database(f"sqlite:///{folder}/allocator.sqlite")
upgrade(database)
prepare_queue(database)
app = create_app(Settings(data=folder, port=80), database)
headers = {"Content-Type": "application/json"}
with TestClient(app, base_url="http://127.0.0.1") as client:
    problem = client.post("/v1/problems", content=document, headers=headers).json()["id"]
    body = {"problem_id": problem}
    solve = client.post("/v1/solves", json=body).json()["id"]
    split = [{"member_id": "M1", "component_id": "C1", "quantity": 10}]
    for path, sent in (
        (f"/v1/problems/{problem}/scenarios", {"scenario_id": "S1"}),
        ("/v1/evaluate", {**body, "split": split}),
        (f"/v1/solves/{solve}/evaluate", {"split": split}),
        (f"/v1/solves/{solve}/stop", None),
    ):
        assert client.post(path, json=sent).status_code < 300, path
    workbook = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    for path in ("demo", "operations", "schema", "schema/result", "problems", "solves",
                 f"problems/{problem}", f"problems/{problem}/document", f"solves/{solve}"):
        assert client.get(f"/v1/{path}").status_code == 200, path
    accept = {"Accept": workbook}
    assert client.get(f"/v1/problems/{problem}", headers=accept).status_code == 200
    assert client.get("/openapi.json").status_code == 200
database.close()
heavy = ("pandas", "numpy", "openpyxl", "ortools", "pulp", "rich", "altair")
print([each for each in heavy if each in sys.modules])
"""
