"""The whole API under generated requests, and uploads with bytes changed: no 5xx, no hang.

A short run here; every role with many examples, and ten thousand uploads, under `--long`.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

import psutil
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import CHECKS, load_all_checks
from starlette.testclient import TestClient

from allocator.reading import read_problem, write_workbook
from api.people.principals import Role
from api.storage.database import Database
from tests.builders import tables
from tests.command_line import SHARED, TOWN, saved
from tests.service import HOST, Api, served
from tests.service_processes import zipped

load_all_checks()
SOUND = [
    CHECKS.get_one(name)
    for name in (
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "response_headers_conformance",
        "response_schema_conformance",
    )
]
"""What must hold of every answer: no 5xx, and nothing that the description does not announce."""

SENT = ("method", "url", "params", "headers", "json", "data", "files", "content")
OWN, OTHER = "co-own", "co-other"
SLOWEST_SECONDS = 10.0
GROWTH_MEGABYTES = 150.0
KNOWN_EVERY = 2


@pytest.fixture(name="api")
def an_api(sqlite_service_database: Database, tmp_path: Path) -> Iterator[Api]:
    """A service with log-in and no limit on how often it is asked."""
    with served(
        sqlite_service_database,
        tmp_path,
        authentication="tokens",
        requests_per_minute=1_000_000,
        queued_jobs=100_000,
    ) as made:
        yield made


def known_ids(api: Api, folder: Path) -> dict[str, list[str]]:
    """Ids of things that are there: half of the requests are about them."""
    coordinator = api.as_role(Role.COORDINATOR, OWN)
    headers = {"Content-Type": "application/json"}
    body = saved(folder, **SHARED).read_bytes()
    problem = coordinator.post("/v1/problems", content=body, headers=headers).json()["id"]
    order = {"problem_id": problem, "goals": [{"goal": "cost"}]}
    solves = [
        coordinator.post("/v1/solves", json={**order, "seed": seed}).json()["id"]
        for seed in range(3)
    ]
    for each in solves[:2]:
        coordinator.delete(f"/v1/solves/{each}")
    sweep = coordinator.post("/v1/sweeps", json={"problem_id": problem}).json()["id"]
    return {
        "problem_id": [problem],
        "solve_id": solves[:2],
        "sweep_id": [sweep],
        "member_id": ["M1"],
    }


def fuzz(api: Api, role: Role, folder: Path, *, examples: int) -> Counter[int]:
    """Generated requests to every operation as one role; how often each status came."""
    ids = known_ids(api, folder)
    client = api.as_role(role, OWN, "M1" if role is Role.MEMBER else None)
    schema = schemathesis.openapi.from_dict(api.app.openapi())
    statuses: Counter[int] = Counter()
    for found in schema.get_all_operations():
        operation = found.ok()

        @settings(
            max_examples=examples,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
            database=None,
            deadline=None,
            derandomize=True,
        )
        @given(case=operation.as_strategy(), pick=st.randoms(use_true_random=False))
        def ask(case: Any, pick: random.Random) -> None:
            if pick.randrange(KNOWN_EVERY):
                make_known(case, ids, pick)
            began = time.monotonic()
            answer = client.request(**sendable(case))
            assert time.monotonic() - began < SLOWEST_SECONDS
            statuses[answer.status_code] += 1
            answer.request.read()
            case.validate_response(answer, checks=SOUND)

        ask()
    return statuses


def make_known(case: Any, ids: dict[str, list[str]], pick: random.Random) -> None:
    """Put ids of what is there into a request, in the path and in the body."""
    for name in case.path_parameters or {}:
        if name in ids:
            case.path_parameters[name] = pick.choice(ids[name])
    if isinstance(case.body, dict):
        for name in case.body.keys() & ids.keys():
            case.body[name] = pick.choice(ids[name])


def sendable(case: Any) -> dict[str, Any]:
    """A generated request as our client takes it."""
    content = case.as_transport_kwargs(base_url=HOST)
    if isinstance(content.get("files"), list):
        # Our client sends texts and bytes only, and would fail by itself at numbers.
        content["files"] = [
            (name, (part[0], part[1] if isinstance(part[1], bytes) else str(part[1]), *part[2:]))
            for name, part in content["files"]
        ]
    return {name: value for name, value in content.items() if name in SENT}


def test_generated_requests(api: Api, tmp_path: Path) -> None:
    statuses = fuzz(api, Role.COORDINATOR, tmp_path, examples=8)
    assert max(statuses) < 500
    # The test would be worth little if nothing were ever accepted.
    assert statuses[200] > 30
    assert statuses[422] > 10


@pytest.mark.parametrize("role", [Role.MEMBER, Role.RESEARCHER])
def test_generated_requests_of_those_who_may_do_little(
    api: Api, tmp_path: Path, role: Role
) -> None:
    statuses = fuzz(api, role, tmp_path, examples=3)
    assert statuses[403] > 20


@pytest.mark.long
@pytest.mark.parametrize("role", list(Role))
def test_many_generated_requests(api: Api, tmp_path: Path, role: Role) -> None:
    assert max(fuzz(api, role, tmp_path, examples=150)) < 500


class Uploads:
    """Documents, workbooks and zips with changes that nobody would make on purpose."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.draw = random.Random(seed)
        workbook = folder / "small.xlsx"
        write_workbook(tables(**SHARED), workbook)
        self.kinds = {
            "application/json": [saved(folder, **SHARED).read_bytes()],
            "application/zip": [zipped(TOWN, folder / "town.zip").read_bytes()],
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": [
                workbook.read_bytes()
            ],
        }

    def __iter__(self) -> Iterator[tuple[str, bytes]]:
        while True:
            kind = self.draw.choice(sorted(self.kinds))
            data = self.draw.choice(self.kinds[kind])
            yield kind, self._changed(data)

    def _changed(self, data: bytes) -> bytes:
        """Changed as a whole, or one part of a zip changed and packed again."""
        if data[:2] == b"PK" and self.draw.random() < 0.6:
            try:
                return self._repacked(data)
            except BadZipFile:
                return data
        return self._mutated(data)

    def _repacked(self, data: bytes) -> bytes:
        target = BytesIO()
        with ZipFile(BytesIO(data)) as old, ZipFile(target, "w", ZIP_DEFLATED) as new:
            chosen = self.draw.choice(old.namelist())
            for name in old.namelist():
                content = old.read(name)
                new.writestr(name, self._mutated(content) if name == chosen else content)
        return target.getvalue()

    def _mutated(self, data: bytes) -> bytes:
        found = bytearray(data)
        for _ in range(self.draw.choice((1, 1, 2, 5, 30))):
            place = self.draw.randrange(len(found) + 1)
            match self.draw.randrange(6):
                case 0:
                    found[place : place + 1] = bytes([self.draw.randrange(256)])
                case 1:
                    del found[place : place + self.draw.choice((1, 5, 100))]
                case 2:
                    found[place:place] = self.draw.choice(NASTY)
                case 3:
                    found[place:place] = found[place : place + self.draw.choice((10, 1000))]
                case 4 if self.draw.random() < 0.2:
                    del found[place:]
                case _:
                    digits = [each for each, sign in enumerate(found) if chr(sign).isdigit()]
                    if digits:
                        found[self.draw.choice(digits)] = self.draw.choice(b"0123456789-.e")
        return bytes(found)


NASTY = (
    b"\x00",
    b"\xff\xfe",
    b"9" * 400,
    b"1e999999999",
    b"-0",
    b"NaN",
    b'"',
    b"}",
    b"[" * 2000,
    b",,,,",
    b"\r\n\r\n",
    "ł\u202e\ud7ff".encode(),
    b"=cmd|' /C calc'!A0",
    b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>',
    b"../../../etc/passwd",
)


def upload(api: Api, folder: Path, *, count: int, seed: int) -> Counter[int]:
    """Changed uploads, one after another; how often each status came."""
    client: TestClient = api.as_role(Role.COORDINATOR, OWN)
    statuses: Counter[int] = Counter()
    uploads = iter(Uploads(folder, seed))
    memory = megabytes()
    for _ in range(count):
        kind, data = next(uploads)
        began = time.monotonic()
        answer = client.post("/v1/problems", content=data, headers={"Content-Type": kind})
        assert time.monotonic() - began < 35, "the workshop's own limit is 30 s"
        assert answer.status_code < 500, answer.text
        if answer.status_code == 422:
            told = answer.json()
            assert told["issues"] or told["code"] != "bad_input"
        statuses[answer.status_code] += 1
    assert megabytes() - memory < GROWTH_MEGABYTES
    assert client.get("/v1/problems").status_code == 200
    return statuses


def megabytes() -> float:
    """Memory of this process and its children."""
    own = psutil.Process()
    return sum(each.memory_info().rss for each in (own, *own.children(recursive=True))) / 2**20


def test_changed_uploads(api: Api, tmp_path: Path) -> None:
    statuses = upload(api, tmp_path, count=300, seed=1)
    # Some are still right, most are not.
    assert statuses[422] > 100
    assert statuses[201] > 5


@pytest.mark.long
@pytest.mark.parametrize("piece", range(10))
def test_many_changed_uploads(api: Api, tmp_path: Path, piece: int) -> None:
    upload(api, tmp_path, count=1000, seed=100 + piece)


def test_what_is_changed_is_a_problem_to_begin_with(tmp_path: Path) -> None:
    for data in (saved(tmp_path, **SHARED), zipped(TOWN, tmp_path / "town.zip")):
        assert read_problem(data) is not None
