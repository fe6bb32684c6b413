"""Where children put what was sent while they read it: cleared away however they, or we, end."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

PREFIX = "allocator-workshop-"
LOCK = "workshop.lock"
"""In the folder of all: held while one of them is made or cleared away."""

TAKEN = "taken"
"""In each of them: held by its process for as long as that lives."""


class Folders:
    """A folder of this process in which each child has one of its own.

    It lies in the service's folder where that is there, so that the next start finds what a killed
    process left behind; else where temporary files are.
    """

    def __init__(self, data: Path) -> None:
        place = data if data.is_dir() else None
        with nullcontext() if place is None else _held(place / LOCK):
            if place is not None:
                clear_away(place)
            self.path = Path(tempfile.mkdtemp(prefix=PREFIX, dir=place))
            self._taken = os.open(self.path / TAKEN, os.O_CREAT | os.O_RDWR, 0o600)
            fcntl.flock(self._taken, fcntl.LOCK_EX)

    def new(self) -> Path:
        """A folder for a child."""
        return Path(tempfile.mkdtemp(dir=self.path))

    def close(self) -> None:
        """Delete all of it. Safe to repeat."""
        shutil.rmtree(self.path, ignore_errors=True)
        if self._taken >= 0:
            os.close(self._taken)
            self._taken = -1


def clear_away(place: Path) -> None:
    """Delete the folders of processes that are gone."""
    for folder in sorted(place.glob(PREFIX + "*")):
        if folder.is_symlink() or not folder.is_dir() or _is_taken(folder):
            continue
        shutil.rmtree(folder, ignore_errors=True)


def _is_taken(folder: Path) -> bool:
    """Whether its process lives; one that is not ours to look into is left alone."""
    try:
        handle = os.open(folder / TAKEN, os.O_RDWR)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    else:
        return False
    finally:
        os.close(handle)


@contextmanager
def _held(path: Path) -> Iterator[None]:
    handle = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
