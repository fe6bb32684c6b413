"""Damaged files over real connections: each is answered soon, none brings the service down.

Three hundred here; ten thousand in pieces under `--long`, which tell what they used as log lines:
`pytest tests/test_upload_mutations.py --long -o log_cli=true --log-cli-level=WARNING`.
"""

from __future__ import annotations

import logging
import random
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from allocator.reading import read_problem, write_workbook, write_zip
from allocator.reading.document_writing import document_text
from tests.service import REFERENCE, WORKBOOK, Api, small_document
from tests.service_processes import Processes, Service, processes
from tests.upload_mutations import NAMES, mutated

MEDIA_TYPES = {"json": "application/json", "xlsx": WORKBOOK, "zip": "application/zip"}
FEW, MANY = 100, 3400
PIECES = 8
ALLOWED = {200, 201, 413, 422}
SLOWEST_SECONDS = 10.0
"""The workshop gives up after 30 s; no file of these sizes may come near."""
MOST_API_MEGABYTES, MOST_CHILDREN_MEGABYTES = 250, 350
MOST_GROWTH_MEGABYTES = 60
TOLD = logging.getLogger(__name__)


@pytest.fixture(scope="module")
def originals(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[bytes]]:
    """A small commission and the reference one, which has a row in every table."""
    folder: Path = tmp_path_factory.mktemp("uploads")
    (folder / "small.json").write_text(small_document(), encoding="utf-8")
    found: dict[str, list[bytes]] = {name: [] for name in NAMES}
    for source in (folder / "small.json", REFERENCE):
        tables = read_problem(source).tables
        write_workbook(tables, folder / "written.xlsx")
        write_zip(tables, folder / "written.zip")
        (folder / "written.json").write_text(document_text(tables), encoding="utf-8")
        for name in NAMES:
            found[name].append((folder / f"written.{name}").read_bytes())
    return found


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Processes]:
    with processes(tmp_path_factory.mktemp("service"), requests_per_minute=1_000_000) as made:
        yield made


@pytest.fixture(scope="module")
def service(own: Processes) -> Service:
    return own.serve("--no-worker")


@dataclass
class Uploading:
    """What came of uploads, and what the service used for them."""

    own: Processes
    service: Service
    statuses: Counter[int] = field(default_factory=Counter)
    shown: int = 0
    slowest: float = 0.0
    megabytes: list[tuple[float, float]] = field(default_factory=list)

    def post(self, data: bytes, name: str, *, is_form: bool) -> Any:
        """Send one file; a hang ends as a time-out of the client, which fails the test."""
        began = time.monotonic()
        given: dict[str, Any] = {
            "content": data,
            "headers": {"Content-Type": MEDIA_TYPES[name]},
        }
        if is_form:
            given = {"files": {"file": (f"problem.{name}", data, MEDIA_TYPES[name])}}
        answer = self.service.http.post("/v1/problems", **given)
        self.slowest = max(self.slowest, time.monotonic() - began)
        self.statuses[answer.status_code] += 1
        return answer

    def measure(self) -> None:
        """Note what API and workshop hold, shared pages counted once."""
        found = {"api": 0.0, "children": 0.0}
        for each in self.own.alive():
            side = "api" if each.pid == self.service.process.pid else "children"
            found[side] += each.memory_full_info().pss / 2**20
        self.megabytes.append((found["api"], found["children"]))


def upload(
    own: Processes,
    service: Service,
    files: list[bytes],
    name: str,
    *,
    count: int,
    seed: str,
    large: float = 0.25,
) -> Uploading:
    """Send so many changed files, one after another, and look at every answer.

    `large`: the part of them that the reference commission becomes; it takes long to read.
    """
    found = Uploading(own, service)
    for number in range(count):
        draw = random.Random(f"{seed} {number}")
        data = mutated(files[draw.random() < large], name, draw)
        answer = found.post(data, name, is_form=draw.random() < 0.1)
        where = f"{name} {seed!r} {number}"
        assert answer.status_code in ALLOWED, (where, answer.text[:500])
        if answer.status_code >= 400:
            check_refusal(answer, where)
        elif draw.random() < 0.3:
            check_shown(service, answer.json()["id"], where)
            found.shown += 1
        if number % 50 == 10:
            found.measure()
    found.measure()
    tell(found, f"{name} {seed}")
    return found


def check_refusal(answer: Any, where: str) -> None:
    """Problem details, with every fault in both languages."""
    assert answer.headers["content-type"] == "application/problem+json", where
    told = answer.json()
    assert {"type", "title", "status", "detail", "instance", "code", "issues"} <= told.keys(), where
    assert told["status"] == answer.status_code, where
    assert told["issues"] or told["code"] != "bad_input", (where, told)
    for issue in told["issues"]:
        assert all(issue[each] for each in ("code", "text_pl", "text_en")), (where, issue)


def check_shown(service: Service, problem_id: str, where: str) -> None:
    """What was taken can be shown in every form, and be sent again and is known."""
    place = f"/v1/problems/{problem_id}"
    for path in (place, f"{place}/document", f"/v1/policies?problem_id={problem_id}"):
        answer = service.http.get(path)
        assert answer.status_code == 200, (where, path, answer.text)
    workbook = service.http.get(f"{place}/document", headers={"Accept": WORKBOOK})
    if workbook.status_code == 422:
        codes = {each["code"] for each in workbook.json()["issues"]}
        assert codes == {"text_too_long"}, (where, workbook.text)
        return
    assert workbook.status_code == 200, (where, workbook.text)
    again = service.http.post(
        "/v1/problems", content=workbook.content, headers={"Content-Type": WORKBOOK}
    )
    if any(each["code"] == "unnamed_column" for each in again.json().get("notices", ())):
        # JSON keeps a column whose name is blank; a workbook has no heading for it.
        return
    assert (again.status_code, again.json().get("id")) == (200, problem_id), (where, again.text)
    solve = service.http.post("/v1/solves", json={"problem_id": problem_id})
    assert solve.status_code in {200, 202, 422}, (where, solve.text)


def tell(found: Uploading, what: str) -> None:
    api, children = (max(side) for side in zip(*found.megabytes, strict=True))
    TOLD.warning(
        "%s: %s, %d shown, slowest %.2f s, at most %.0f MB in the API and %.0f MB in the workshop",
        *(what, dict(sorted(found.statuses.items())), found.shown, found.slowest, api, children),
    )


def check_bounded(found: Uploading) -> None:
    """Nothing slow, nothing large, and no more at the end than after the first few."""
    assert found.slowest < SLOWEST_SECONDS
    for api, children in found.megabytes:
        assert api < MOST_API_MEGABYTES
        assert children < MOST_CHILDREN_MEGABYTES
    assert sum(found.megabytes[-1]) - sum(found.megabytes[0]) < MOST_GROWTH_MEGABYTES
    assert found.service.http.get("/v1/ready").json()["parts"]["database"]["ok"] is True


@pytest.mark.parametrize("name", NAMES)
def test_damaged_files_are_answered(
    own: Processes, service: Service, originals: dict[str, list[bytes]], name: str
) -> None:
    found = upload(own, service, originals[name], name, count=FEW, seed="few", large=0.05)
    check_bounded(found)
    # Most are wrong; some are still right, or nothing would be said of what is taken.
    assert found.statuses[422] > FEW // 3
    assert found.statuses[200] + found.statuses[201] > 3


@pytest.mark.long
@pytest.mark.parametrize("piece", range(PIECES))
@pytest.mark.parametrize("name", NAMES)
def test_many_damaged_files_are_answered(
    own: Processes, service: Service, originals: dict[str, list[bytes]], name: str, piece: int
) -> None:
    """10,200 files in all, in pieces that add up and run alone as well."""
    count = MANY // PIECES
    found = upload(own, service, originals[name], name, count=count, seed=f"piece {piece}")
    check_bounded(found)
    assert found.statuses[422] > count // 3
    assert found.shown > 3


def test_an_archive_whose_entry_has_no_name(api: Api) -> None:
    """`zipfile` itself fails on such an entry with an IndexError."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as made:
        made.writestr(zipfile.ZipInfo(""), b"x")
    for name in ("zip", "xlsx"):
        headers = {"Content-Type": MEDIA_TYPES[name]}
        response = api.client.post("/v1/problems", content=packed.getvalue(), headers=headers)
        assert response.status_code == 422
        assert response.json()["issues"][0]["code"] == "not_an_archive"
