"""The client: exact numbers, errors in words, trying again only where that is safe."""

from __future__ import annotations

import asyncio
import inspect
import io
import pickle
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import httpx2
import pytest

from api.client import (
    AsyncClient,
    Client,
    Event,
    ServiceError,
    SolveInfo,
    faults,
)
from api.client.exact import dumped, loaded
from api.client.uploading import upload_of

Handler = Callable[[httpx2.Request], httpx2.Response]
SOLVE = {"id": "so-1", "job_state": "queued", "created_at": "2026-03-01T09:30:00.000001Z"}
REFUSED = {
    "type": "about:blank",
    "title": "W danych są błędy",
    "status": 422,
    "detail": "Popraw.",
    "code": "bad_input",
    "title_pl": "W danych są błędy",
    "title_en": "The input has faults",
    "detail_pl": "Popraw.",
    "detail_en": "Correct it.",
    "issues": [{"code": "unknown_policy", "text_pl": "Nie ma.", "text_en": "There is none."}],
}


@pytest.fixture(autouse=True)
def _in_no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faults, "FIRST_PAUSE_SECONDS", 0.001)
    monkeypatch.setattr(faults, "LONGEST_PAUSE_SECONDS", 0.01)


def client_of(handler: Handler, **settings: Any) -> Client:
    return Client("http://service", transport=httpx2.MockTransport(handler), **settings)


def answers(*outcomes: httpx2.Response | Exception) -> tuple[Handler, list[httpx2.Request]]:
    """A service that answers so, one after the other, and the requests that it got."""
    left, seen = list(outcomes), []

    def handle(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        outcome = left.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    return handle, seen


def test_numbers_stay_exact_both_ways() -> None:
    text = dumped({"a": Decimal("0.10"), "b": [Fraction(1, 8), 3, True, None], "c": "ż\n"})
    assert text == '{"a":0.10,"b":[0.125,3,true,null],"c":"ż\\n"}'
    assert loaded(text)["a"] == Decimal("0.10")
    assert dumped(Fraction(-7, 40)) == "-0.175"
    for wrong in (Fraction(1, 3), Decimal("NaN"), float("inf")):
        with pytest.raises(ValueError, match=r"1/3|NaN|compliant"):
            dumped(wrong)
    handle, seen = answers(httpx2.Response(200, content=b'{"total_pln": 3159451.464}'))
    with client_of(handle) as client:
        assert client.result("so-1")["total_pln"] == Decimal("3159451.464")
    assert seen[0].url.path == "/v1/solves/so-1/result"


def test_a_request_as_the_service_gets_it() -> None:
    handle, seen = answers(httpx2.Response(202, json=SOLVE))
    with client_of(handle, token="secret") as client:
        info = client.solve(
            "pr-1",
            goals=[{"goal": "cost", "tolerance_pct": Decimal("0.5")}],
            cost_cap_pln=Fraction(5, 2),
            fresh=True,
        )
    (request,) = seen
    assert (request.method, request.url.path) == ("POST", "/v1/solves")
    assert request.headers["Authorization"] == "Bearer secret"
    assert len(request.headers["Idempotency-Key"]) == 32
    assert loaded(request.content) == {
        "problem_id": "pr-1",
        "operation": "solve",
        "goals": [{"goal": "cost", "tolerance_pct": Decimal("0.5")}],
        "cost_cap_pln": Decimal("2.5"),
        "fresh": True,
    }
    assert info == SolveInfo(
        "so-1",
        "queued",
        created_at=datetime(2026, 3, 1, 9, 30, 0, 1, UTC),
        content=SOLVE,
    )
    assert info.is_live


def test_an_error_in_words_with_its_issues() -> None:
    handle, _ = answers(httpx2.Response(422, json=REFUSED))
    with client_of(handle) as client, pytest.raises(ServiceError) as caught:
        client.post_problem({"members": []})
    error = caught.value
    assert (error.code, error.status, error.title_pl) == ("bad_input", 422, "W danych są błędy")
    assert [each["code"] for each in error.issues] == ["unknown_policy"]
    assert str(error) == "bad_input: Correct it.\n  There is none."
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.issues) == (str(error), error.issues)


def test_an_error_names_the_place_of_each_fault() -> None:
    issues = [
        {"code": "missing", "table": "body", "column": "problem_id", "text_en": "Is missing."},
        {"code": "too_low", "table": "offers", "row": 3, "column": "unit_cost_pln"},
    ]
    error = ServiceError("bad_body", 422, detail_en="Correct.", issues=tuple(issues))
    places = ["body, problem_id: Is missing.", "offers, row 3, unit_cost_pln: too_low"]
    assert str(error).splitlines() == ["bad_body: Correct.", *("  " + each for each in places)]


def test_an_error_of_another_house() -> None:
    """A proxy answers with a page, a list or nothing at all."""
    for body in (b"<html>", b"[1]", b""):
        handle, _ = answers(httpx2.Response(404, content=body))
        with client_of(handle) as client, pytest.raises(ServiceError, match="http_404: Not Found"):
            client.get_solve("so-1")


def test_what_passes_is_tried_again_under_the_same_key() -> None:
    handle, seen = answers(
        httpx2.ReadTimeout("late"),
        httpx2.Response(503),
        httpx2.Response(429, headers={"Retry-After": "0"}),
        httpx2.ConnectError("refused"),
        httpx2.Response(202, json=SOLVE),
    )
    with client_of(handle) as client:
        assert client.solve("pr-1").id == "so-1"
    keys = {each.headers["Idempotency-Key"] for each in seen}
    assert len(seen) == 5
    assert len(keys) == 1


def test_what_is_not_safe_is_sent_once() -> None:
    for call in ("delete_solve", "delete_problem"):
        handle, seen = answers(httpx2.ReadTimeout("late"))
        with client_of(handle) as client, pytest.raises(ServiceError) as caught:
            getattr(client, call)("xx-1")
        assert (caught.value.code, caught.value.status, len(seen)) == ("unreachable", 0, 1)
    handle, seen = answers(httpx2.Response(503, json={"code": "busy"}))
    with client_of(handle) as client, pytest.raises(ServiceError, match="busy"):
        client.rename_solve("so-1", name="x")
    assert len(seen) == 1
    # A connection that never stood has carried nothing.
    handle, seen = answers(httpx2.ConnectError("refused"), httpx2.Response(204))
    with client_of(handle) as client:
        client.delete_solve("so-1")
    assert len(seen) == 2


def test_a_refusal_is_not_tried_again_and_trials_come_to_an_end() -> None:
    handle, seen = answers(httpx2.Response(409, json={"code": "wrong_state"}))
    with client_of(handle) as client, pytest.raises(ServiceError, match="wrong_state"):
        client.stop("so-1")
    assert len(seen) == 1
    handle, seen = answers(*[httpx2.Response(503)] * 3)
    with client_of(handle, trials=3) as client, pytest.raises(ServiceError, match="http_503"):
        client.get_solve("so-1")
    handle, seen = answers(*[httpx2.ConnectError("refused")] * 3)
    with client_of(handle, trials=3) as client, pytest.raises(ServiceError, match="unreachable"):
        client.get_solve("so-1")
    assert len(seen) == 3


def test_not_ready_is_an_answer() -> None:
    handle, seen = answers(httpx2.Response(503, json={"ready": False}))
    with client_of(handle) as client:
        assert client.ready() == {"ready": False}
    assert len(seen) == 1


def test_a_problem_from_wherever_it_is(tmp_path: Path) -> None:
    (tmp_path / "members.csv").write_text("member_id\n")
    (tmp_path / "README.md").write_text("no table")
    body, kind = upload_of(tmp_path)
    assert kind == "application/zip"
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        assert archive.namelist() == ["members.csv"]
    assert upload_of(body) == (body, kind)
    assert upload_of({"a": Decimal("1.5")}) == (b'{"a":1.5}', "application/json")
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("xl/workbook.xml", "")
    path = tmp_path / "problem.xlsx"
    path.write_bytes(buffer.getvalue())
    assert upload_of(str(path))[1].endswith("spreadsheetml.sheet")
    assert upload_of(b"PK broken")[1] == "application/zip"
    with pytest.raises(FileNotFoundError):
        upload_of(tmp_path / "nothing.json")


def test_both_clients_have_the_same_methods_with_their_words() -> None:
    public = [
        {name for name, _ in inspect.getmembers(kind) if not name.startswith("_")}
        for kind in (Client, AsyncClient)
    ]
    assert public[0] == public[1]
    client = client_of(lambda request: httpx2.Response(200, json={}))
    assert list(inspect.signature(client.compare).parameters) == ["a", "b"]
    assert "result of solve `b`" in (client.compare.__doc__ or "")
    client.close()


def test_lists_in_pages() -> None:
    body = {"items": [SOLVE], "next_cursor": "p7"}
    handle, seen = answers(httpx2.Response(200, json=body))
    with client_of(handle) as client:
        page = client.solves(limit=1, job_state="queued", name="ż & co")
    assert [each.id for each in page] == ["so-1"]
    assert (len(page), page.next_cursor) == (1, "p7")
    assert dict(seen[0].url.params) == {"limit": "1", "job_state": "queued", "name": "ż & co"}


def test_waiting_until_it_has_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    states = iter(["queued", "solving", "done"])

    def handle(request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, json={"id": "so-1", "job_state": next(states, "solving")})

    with client_of(handle) as client:
        assert client.wait("so-1").job_state == "done"
        with pytest.raises(TimeoutError, match="so-1"):
            client.wait("so-1", timeout=0.1)


def test_the_same_in_asyncio() -> None:
    handle, seen = answers(
        httpx2.ConnectError("refused"),
        httpx2.Response(200, json=SOLVE),
        httpx2.Response(200, json={**SOLVE, "job_state": "failed"}),
        httpx2.Response(410, json={"code": "events_over"}),
    )

    async def ask() -> tuple[SolveInfo, SolveInfo, list[Event]]:
        transport = httpx2.MockTransport(handle)
        async with AsyncClient("http://service", transport=transport) as client:
            first = await client.get_solve("so-1")
            last = await client.wait("so-1")
            return first, last, [each async for each in client.events("so-1")]

    first, last, events = asyncio.run(ask())
    assert (first.job_state, last.job_state, events) == ("queued", "failed", [])
    assert len(seen) == 4


def test_importing_the_client_loads_nothing_of_the_service() -> None:
    code = (
        "import api.client, sys; "
        "print([name for name in ('allocator', 'fastapi', 'pydantic', 'sqlalchemy', 'api.settings')"
        " if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
