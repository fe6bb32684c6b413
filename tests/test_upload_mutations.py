"""Damaged files through the service: each is answered, none brings it down or makes it grow."""

from __future__ import annotations

import io
import random
import struct
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from allocator.reading import read_problem, write_workbook, write_zip
from api.workshop.workshop import Workshop
from tests.service import WORKBOOK, Api, small_document

MEDIA_TYPES = {"json": "application/json", "xlsx": WORKBOOK, "zip": "application/zip"}
FEW, MANY = 100, 3400
PIECES = 8
MOST_MEGABYTES = 400
SPLICES = (
    *(b"\x00", b"\xff\xfe", b'"', b"{", b"]", b",", b"<", b"&", b"\\u0000", b"1e999", b"-"),
    *(b"NaN", b"99999999999999999999999", "ą".encode(), b"<!DOCTYPE x>", b"=1+1", b"\xed\xa0\x80"),
)


def flipped(data: bytes, draw: random.Random) -> bytes:
    found = bytearray(data)
    for _ in range(draw.choice((1, 3, 20))):
        found[draw.randrange(len(found))] = draw.randrange(256)
    return bytes(found)


def cut(data: bytes, draw: random.Random) -> bytes:
    start, end = sorted(draw.randrange(len(data)) for _ in range(2))
    return draw.choice((data[:start], data[end:], data[:start] + data[end:]))


def spliced(data: bytes, draw: random.Random) -> bytes:
    place = draw.randrange(len(data))
    return data[:place] + draw.choice(SPLICES) * draw.choice((1, 1, 50)) + data[place:]


def doubled(data: bytes, draw: random.Random) -> bytes:
    start, end = sorted(draw.randrange(len(data)) for _ in range(2))
    return data[:end] + data[start:end] * draw.choice((1, 3)) + data[end:]


def overwritten(data: bytes, draw: random.Random) -> bytes:
    found = bytearray(data)
    place = draw.randrange(max(1, len(found) - 4))
    number = draw.choice((0, 1, 2**31 - 1, 2**32 - 1))
    found[place : place + 4] = struct.pack("<I", number)
    return bytes(found)


MUTATIONS: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    flipped,
    cut,
    spliced,
    doubled,
    overwritten,
)


def within(data: bytes, draw: random.Random) -> bytes:
    """An archive that is whole, with one file in it damaged."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(packed, "w") as target:
        names = source.namelist()
        chosen = draw.choice(names)
        for name in names:
            content = source.read(name)
            if name == chosen and content:
                content = draw.choice(MUTATIONS)(content, draw)
            target.writestr(name, content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def mutated(data: bytes, kind: str, draw: random.Random) -> bytes:
    if kind != "json" and draw.random() < 0.7:
        return within(data, draw)
    return draw.choice(MUTATIONS)(data, draw)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder: Path = tmp_path_factory.mktemp("uploads")
    (folder / "small.json").write_text(small_document(), encoding="utf-8")
    tables = read_problem(folder / "small.json").tables
    write_workbook(tables, folder / "small.xlsx")
    write_zip(tables, folder / "small.zip")
    return {kind: (folder / f"small.{kind}").read_bytes() for kind in MEDIA_TYPES}


def post_all(api: Api, data: bytes, kind: str, *, count: int, seed: str) -> Counter[int]:
    draw = random.Random(seed)
    statuses: Counter[int] = Counter()
    for number in range(count):
        sent = mutated(data, kind, draw)
        headers = {"Content-Type": MEDIA_TYPES[kind]}
        response = api.client.post("/v1/problems", content=sent, headers=headers)
        assert response.status_code in (200, 201, 422), (number, response.text[:300])
        statuses[response.status_code] += 1
    return statuses


@pytest.mark.parametrize("kind", MEDIA_TYPES)
def test_damaged_files_are_answered(
    api: Api, files: dict[str, bytes], kind: str, workshop: Workshop
) -> None:
    statuses = post_all(api, files[kind], kind, count=FEW, seed=kind)
    assert statuses[422] > FEW // 3
    for each in psutil.Process().children():
        if "api.workshop.child" in " ".join(each.cmdline()):
            assert each.memory_info().rss < MOST_MEGABYTES * 2**20


@pytest.mark.long
@pytest.mark.parametrize("piece", range(PIECES))
@pytest.mark.parametrize("kind", MEDIA_TYPES)
def test_many_damaged_files_are_answered(
    api: Api, files: dict[str, bytes], kind: str, piece: int
) -> None:
    """10,200 files in all, in pieces that add up."""
    statuses = post_all(api, files[kind], kind, count=MANY // PIECES, seed=f"{kind} {piece}")
    assert statuses[422] > MANY // PIECES // 3


def test_an_archive_whose_entry_has_no_name(api: Api) -> None:
    """`zipfile` itself fails on such an entry with an IndexError."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(zipfile.ZipInfo(""), b"x")
    for kind in ("zip", "xlsx"):
        headers = {"Content-Type": MEDIA_TYPES[kind]}
        response = api.client.post("/v1/problems", content=packed.getvalue(), headers=headers)
        assert response.status_code == 422
        assert response.json()["issues"][0]["code"] == "not_an_archive"
