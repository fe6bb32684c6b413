"""Backups that are damaged, too new, or fail half-way: a clear refusal, and nothing has changed."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from api.faults import Refusal
from api.storage import backup_files, backups, migrating, problems
from api.storage.database import Database
from tests.storage_cases import CONSORTIUM, everything, fill, new_problem, settings_of


def saved(database: Database, folder: Path) -> Path:
    """A backup of a database."""
    return backups.backup(settings_of(database, folder)).path


def flipped(path: Path) -> None:
    """One byte in the middle is another."""
    data = bytearray(path.read_bytes())
    data[len(data) // 3] ^= 0xFF
    path.write_bytes(data)


def cut(path: Path) -> None:
    """The end is missing."""
    path.write_bytes(path.read_bytes()[:-200])


def rewritten(path: Path, change: Callable[[dict[str, bytes]], None]) -> None:
    """The parts of a backup, changed and zipped again, so that the zip itself is in order."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


def without_a_part(path: Path) -> None:
    """A table is missing."""
    rewritten(path, lambda parts: parts.__delitem__("tables/results.jsonl"))


def with_a_row_less(path: Path) -> None:
    """A table lost its last row."""

    def change(parts: dict[str, bytes]) -> None:
        lines = parts["tables/solves.jsonl"].splitlines(keepends=True)
        parts["tables/solves.jsonl"] = b"".join(lines[:-1])

    rewritten(path, change)


def with_a_manifest_that_lies(path: Path) -> None:
    """The manifest was changed by hand."""

    def change(parts: dict[str, bytes]) -> None:
        parts[backup_files.MANIFEST] = parts[backup_files.MANIFEST].replace(b"co-1", b"co-9")

    rewritten(path, change)


def with_nothing(path: Path) -> None:
    """An empty file."""
    path.write_bytes(b"")


@pytest.mark.parametrize(
    "damage",
    [flipped, cut, without_a_part, with_a_row_less, with_a_manifest_that_lies, with_nothing],
)
def test_a_damaged_backup_changes_nothing(
    database: Database, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    fill(database)
    path = saved(database, tmp_path)
    damage(path)
    before = everything(database)
    with pytest.raises(Refusal) as refused:
        backups.restore(settings_of(database, tmp_path), path, replace=True)
    assert refused.value.code == "backup_damaged"
    assert everything(database) == before


def resealed(path: Path, **changes: Any) -> None:
    """A manifest with other values and a right digest, as another version would write it."""

    def change(parts: dict[str, bytes]) -> None:
        told, _, _ = parts[backup_files.MANIFEST].decode().rsplit("\n", 2)
        told = json.dumps(json.loads(told) | changes)
        digest = hashlib.sha256(told.encode()).hexdigest()
        parts[backup_files.MANIFEST] = f"{told}\n{digest}\n".encode()

    rewritten(path, change)


@pytest.mark.parametrize("changes", [{"revision": "9999"}, {"form": 2}])
def test_a_backup_of_a_newer_version_is_refused(
    database: Database, tmp_path: Path, changes: dict[str, Any]
) -> None:
    fill(database)
    path = saved(database, tmp_path)
    resealed(path, **changes)
    before = everything(database)
    with pytest.raises(Refusal, match="backup_newer"):
        backups.restore(settings_of(database, tmp_path), path, replace=True)
    assert everything(database) == before


def test_a_restore_that_fails_half_way_changes_nothing(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(database)
    path = saved(database, tmp_path)
    with database.write() as connection:
        problems.add(connection, CONSORTIUM, new_problem("later"))
    before = everything(database)
    restore_part = backups._restore_part

    def fails(connection: Any, archive: Any, part: Any) -> None:
        if part.table == "solves":
            raise OSError("gone")
        restore_part(connection, archive, part)

    monkeypatch.setattr(backups, "_restore_part", fails)
    with pytest.raises(OSError, match="gone"):
        backups.restore(settings_of(database, tmp_path), path, replace=True)
    assert everything(database) == before
    with database.read() as connection:
        assert migrating.differences(connection) == []


def test_a_backup_that_fails_leaves_no_file(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(database)

    def fails(*given: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backups, "write_manifest", fails)
    with pytest.raises(OSError, match="No space"):
        backups.backup(settings_of(database, tmp_path / "data"))
    assert list((tmp_path / "data" / "backups").iterdir()) == []
