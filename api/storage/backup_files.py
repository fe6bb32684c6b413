"""The form of a backup: one zip, a part of JSON lines for each table, a manifest with digests.

The same for SQLite and PostgreSQL, so that a backup moves a service from one to the other.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import secrets
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from api.faults import Refusal

FORM = 1
MANIFEST = "manifest.json"
FOLDER = "backups"
PLACES = "elsewhere.txt"
READABLE = 0o600
PIECE_BYTES = 1 << 20

Row = Sequence[Any]


@dataclass(frozen=True, slots=True)
class Part:
    """One table: its columns with their kinds (text, integer, boolean, bytes), rows and digest."""

    table: str
    columns: Mapping[str, str]
    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds: the schema's revision, the moment, whose data, the parts in order."""

    form: int
    created_at: str
    revision: str
    consortia: tuple[str, ...]
    parts: tuple[Part, ...]


@contextmanager
def written(target: Path) -> Iterator[zipfile.ZipFile]:
    """A zip that is there under its name whole or not at all, readable by its owner only."""
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        descriptor = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, READABLE)
        with os.fdopen(descriptor, "wb") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
                yield archive
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


def write_part(
    archive: zipfile.ZipFile, table: str, columns: Mapping[str, str], rows: Iterable[Row]
) -> Part:
    """Write the rows of a table, one JSON list a line."""
    digest, count = hashlib.sha256(), 0
    with archive.open(_name(table), "w", force_zip64=True) as file:
        for row in rows:
            line = (json.dumps([_told(value) for value in row], ensure_ascii=False) + "\n").encode()
            digest.update(line)
            file.write(line)
            count += 1
    return Part(table, dict(columns), count, digest.hexdigest())


def write_manifest(archive: zipfile.ZipFile, manifest: Manifest) -> None:
    """Write the manifest, when all parts are there."""
    text = json.dumps(asdict(manifest), indent=1)
    digest = hashlib.sha256(text.encode()).hexdigest()
    archive.writestr(MANIFEST, f"{text}\n{digest}\n")


def read_manifest(archive: zipfile.ZipFile) -> Manifest:
    """The manifest of a backup. Raises Refusal `backup_damaged`, `backup_newer`."""
    with _whole(MANIFEST):
        text, digest, end = archive.read(MANIFEST).decode().rsplit("\n", 2)
        if end or hashlib.sha256(text.encode()).hexdigest() != digest:
            raise ValueError(MANIFEST)
        data = json.loads(text)
    if data["form"] > FORM:
        raise Refusal("backup_newer", {"revision": f"{FOLDER} {data['form']}"})
    parts = tuple(Part(**each) for each in data.pop("parts"))
    return Manifest(**data | {"consortia": tuple(data["consortia"])}, parts=parts)


def check(archive: zipfile.ZipFile, manifest: Manifest) -> None:
    """Read every part once. Raises Refusal `backup_damaged` unless all is as the manifest says."""
    for part in manifest.parts:
        digest = hashlib.sha256()
        with _whole(part.table), archive.open(_name(part.table)) as file:
            while piece := file.read(PIECE_BYTES):
                digest.update(piece)
        if digest.hexdigest() != part.sha256:
            raise Refusal("backup_damaged", {"part": part.table})


def read_part(archive: zipfile.ZipFile, part: Part) -> Iterator[Row]:
    """The rows of a part, in order, when `check` has passed."""
    kinds = tuple(part.columns.values())
    with archive.open(_name(part.table)) as file:
        for line in file:
            values = json.loads(line)
            yield [_meant(value, kind) for value, kind in zip(values, kinds, strict=True)]


@contextmanager
def opened(source: Path) -> Iterator[zipfile.ZipFile]:
    """A backup to read. Raises Refusal `backup_damaged` for what is no zip."""
    with _whole(source.name):
        archive = zipfile.ZipFile(source)
    with archive:
        yield archive


def backups_holding(data: Path, consortium_id: str) -> tuple[Path, ...]:
    """The backups that hold a consortium, or can not be read, by path.

    Those in the service's folder, and those made elsewhere that are still where they were put.
    """
    places = {*(data / FOLDER).glob("*.zip"), *(each for each in _places(data) if each.exists())}
    found = []
    for path in sorted(places):
        try:
            with opened(path) as archive:
                holds = consortium_id in read_manifest(archive).consortia
        except Refusal:
            holds = True
        if holds:
            found.append(path)
    return tuple(found)


def note_place(data: Path, path: Path) -> None:
    """Remember where a backup was put outside of the service's folder."""
    folder, place = (data / FOLDER).resolve(), path.resolve()
    if place.parent != folder:
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / PLACES).open("a", encoding="utf-8") as file:
            file.write(f"{place}\n")


def _places(data: Path) -> tuple[Path, ...]:
    noted = data / FOLDER / PLACES
    if not noted.exists():
        return ()
    return tuple(Path(line) for line in noted.read_text(encoding="utf-8").splitlines())


@contextmanager
def _whole(part: str) -> Iterator[None]:
    """Whatever reading a damaged file may end in, told as one refusal."""
    try:
        yield
    except (
        zipfile.BadZipFile,
        zlib.error,
        ValueError,
        KeyError,
        EOFError,
        NotImplementedError,
    ) as error:
        raise Refusal("backup_damaged", {"part": part}) from error


def _name(table: str) -> str:
    return f"tables/{table}.jsonl"


def _told(value: Any) -> Any:
    return base64.b64encode(value).decode() if isinstance(value, bytes | memoryview) else value


def _meant(value: Any, kind: str) -> Any:
    if value is None:
        return None
    if kind == "bytes":
        return base64.b64decode(value)
    return bool(value) if kind == "boolean" else value
