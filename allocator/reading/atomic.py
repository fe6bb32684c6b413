"""Outputs that appear whole or not at all. Knows nothing of what is written."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from allocator.texts.issues import InputError, Issue


def write_file(path: Path, data: bytes) -> None:
    """Put a file in place in one step. Raises InputError where it can not be written."""
    with _refusals(path):
        if path.is_dir():
            raise IsADirectoryError(None, "Is a directory")
        temporary = _beside(path)
        try:
            with temporary.open("xb") as file:
                file.write(data)
            if path.exists():
                temporary.chmod(path.stat().st_mode & 0o777)
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)


def write_files(
    path: Path, files: Mapping[str, bytes], *, replaceable: Callable[[str], bool]
) -> None:
    """Put a folder of files in place in one step.

    A folder that is there is replaced only if it holds nothing but replaceable files. Raises
    InputError where it holds others, or can not be written.
    """
    with _refusals(path):
        foreign = _foreign(path, replaceable)
        if foreign:
            issue = Issue("folder_not_ours", table=path.name, value=foreign)
            raise InputError((issue,))
        temporary = _beside(path)
        temporary.mkdir()
        try:
            for name, data in files.items():
                (temporary / name).write_bytes(data)
            _swap(temporary, path)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)


def _swap(temporary: Path, path: Path) -> None:
    if not path.exists():
        temporary.rename(path)
        return
    aside = _beside(path)
    path.rename(aside)
    try:
        temporary.rename(path)
    except BaseException:
        aside.rename(path)
        raise
    shutil.rmtree(aside, ignore_errors=True)


def _beside(path: Path) -> Path:
    """A free hidden name in the folder of the target: renaming is one step only within a disk."""
    return path.parent / f".{path.name}.{secrets.token_hex(6)}"


def _foreign(path: Path, replaceable: Callable[[str], bool]) -> str:
    """The first thing in a folder that must not be lost; nothing if there is none."""
    if not path.exists():
        return ""
    if not path.is_dir():
        raise NotADirectoryError(None, "Not a directory")
    names = (
        each.name for each in path.iterdir() if not (each.is_file() and replaceable(each.name))
    )
    return min(names, default="")


@contextmanager
def _refusals(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        detail = (("detail", error.strerror or str(error)),)
        raise InputError(
            (Issue("not_writable", table=path.name, value=str(path), parameters=detail),)
        ) from error
