"""What a sweep has done, kept in a file that only grows: no finished run is lost or done twice."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from types import TracebackType

from allocator.texts.issues import InputError, Issue

FILE_NAME = "sweep.jsonl"
BEGINNING = b'{"key": "'
LINE = re.compile(r'\{"key": "(?P<key>[0-9a-f]{64})", "row": (?P<row>\{.*\})\}')


class SweepState:
    """A line for each finished run, as {"key": ..., "row": {...}}; a folder holds `sweep.jsonl`.

    A line goes in with one write and is on the disk before the run counts as finished. What a
    crash left of a last line is passed over. Within `with` no other sweep may use the file; one
    that tries raises InputError, as does a file that is not ours or can not be written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path / FILE_NAME if path.is_dir() else path
        self.rows: dict[str, str] = {}
        self._file = -1

    def __enter__(self) -> SweepState:
        try:
            self._file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o666)
            self._lock()
            self._load(self.path.read_bytes())
        except OSError as error:
            self._close()
            detail = error.strerror or type(error).__name__
            raise self._refused("not_writable", detail=detail) from error
        except InputError:
            self._close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._close()

    def add(self, key: str, row: str) -> None:
        """Keep a finished run; `row` is its JSON on one line."""
        line = f'{{"key": "{key}", "row": {row}}}\n'.encode()
        try:
            written = os.write(self._file, line)
            if written < len(line):
                # A full disk: what is there of the line is passed over when it is read again.
                raise OSError(None, "no space left")
            os.fsync(self._file)
        except OSError as error:
            detail = error.strerror or type(error).__name__
            raise self._refused("not_writable", detail=detail) from error
        self.rows[key] = row

    def _load(self, data: bytes) -> None:
        if data and not data.startswith(BEGINNING):
            # Nothing in it was ever ours: better to refuse than to add to it.
            raise self._refused("state_not_ours")
        for line in data.decode("utf-8", errors="replace").split("\n"):
            found = LINE.fullmatch(line)
            if found and _is_json(found["row"]):
                self.rows[found["key"]] = found["row"]
        if data and not data.endswith(b"\n"):
            os.write(self._file, b"\n")

    def _lock(self) -> None:
        try:
            # Not on every system; where it is missing nobody is kept out.
            import fcntl
        except ImportError:
            return
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise self._refused("state_in_use") from error

    def _refused(self, code: str, **parameters: str) -> InputError:
        told = tuple(sorted(parameters.items()))
        return InputError((Issue(code, column="--state", value=str(self.path), parameters=told),))

    def _close(self) -> None:
        if self._file >= 0:
            os.close(self._file)
            self._file = -1


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True
