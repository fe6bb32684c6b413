"""Output files: refused early where they can not be written, and whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkstemp

from allocator.cli.values import issue
from allocator.texts.issues import InputError, Issue

FOLDER = ""
"""The kind of an output that is a folder: its name has no suffix."""


def output_issues(
    option: str, paths: Sequence[str], kinds: Sequence[str], *, inputs: Iterable[str | None] = ()
) -> Iterator[Issue]:
    """Why outputs can not be written, found before any work is done for them."""
    read = {os.path.realpath(each) for each in inputs if each}
    seen = set()
    for path in paths:
        place = os.path.realpath(path)
        if Path(path).suffix.lower() not in kinds:
            known = ", ".join(each or "–" for each in kinds)
            yield issue("output_kind_unknown", option, path, known=known)
        elif place in read:
            yield issue("output_is_input", option, path)
        elif place in seen:
            yield issue("output_twice", option, path)
        else:
            yield from _place_issues(option, path)
        seen.add(place)


@contextmanager
def whole_file(path: str, *, option: str = "--out") -> Iterator[Path]:
    """A new file beside the path, moved into its place only when all is written.

    Raises InputError where the system refuses; the new file is then gone.
    """
    target = Path(path)
    try:
        number, name = mkstemp(prefix=".", suffix=target.suffix, dir=target.parent)
    except OSError as error:
        raise _refused(option, path, error) from error
    os.close(number)
    draft = Path(name)
    try:
        yield draft
        draft.chmod(_usual_mode())
        draft.replace(target)
    except OSError as error:
        raise _refused(option, path, error) from error
    finally:
        draft.unlink(missing_ok=True)


def _place_issues(option: str, path: str) -> Iterator[Issue]:
    target = Path(path)
    if target.is_dir():
        yield issue("output_is_folder", option, path)
    elif not target.parent.is_dir():
        yield issue("output_folder_missing", option, path, folder=target.parent)
    elif not os.access(target.parent, os.W_OK):
        yield issue("not_writable", option, path, detail=target.parent)


def _refused(option: str, path: str, error: OSError) -> InputError:
    detail = error.strerror or type(error).__name__
    return InputError((issue("not_writable", option, path, detail=detail),))


def _usual_mode() -> int:
    """What a file made in the ordinary way may be read and written by."""
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
