"""A service of one's own for notebooks and tests: started on a free port, ended afterwards."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from os import PathLike
from pathlib import Path
from typing import IO, Any

START_SECONDS = 60.0
END_SECONDS = 20.0
PREFIX = "ALLOCATOR_"
LAST_CHARACTERS = 4000


@contextmanager
def served(data: str | PathLike[str] | None = None, **settings: Any) -> Iterator[str]:
    """The address of a service that lasts as long as the block: API and one worker.

    `data` is its folder, left out a temporary one that is deleted afterwards; `settings` are those
    of the service by name (`slots=1`). Raises RuntimeError with its last words where it does not
    start.
    """
    with ExitStack() as stack:
        folder = Path(
            stack.enter_context(tempfile.TemporaryDirectory(prefix="allocator-"))
            if data is None
            else data
        )
        words = stack.enter_context(tempfile.TemporaryFile("w+", encoding="utf-8"))
        process = _started(folder, words, settings)
        stack.callback(_end, process)
        address = _address(process)
        if address is None:
            _end(process)
            words.seek(0)
            raise RuntimeError(f"the service did not start: {words.read()[-LAST_CHARACTERS:]}")
        yield address


def _started(folder: Path, words: IO[str], settings: Mapping[str, Any]) -> subprocess.Popen[str]:
    # A file for what it says: a pipe that nobody reads would stop it when it is full.
    command = [sys.executable, "-m", "allocator", "serve", "--port", "0", "--data", str(folder)]
    return subprocess.Popen(
        # Its input closes when this process is gone, however it went; then it ends by itself.
        [*command, "--supervised"],
        env={**_environment(), **{PREFIX + name.upper(): _text(v) for name, v in settings.items()}},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=words,
        text=True,
        encoding="utf-8",
        # The terminal's Ctrl-C is for the caller, who then ends the service in good order.
        start_new_session=True,
    )


def _environment() -> dict[str, str]:
    """That of this process without settings of a service that others run here."""
    return {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}


def _text(value: Any) -> str:
    return json.dumps(value) if isinstance(value, bool | list | tuple | dict) else str(value)


def _address(process: subprocess.Popen[str]) -> str | None:
    """What the service says it listens on; None where it ends or keeps silent."""
    assert process.stdout is not None, "it was asked for"
    late = threading.Timer(START_SECONDS, process.kill)
    late.start()
    try:
        for line in process.stdout:
            try:
                return str(json.loads(line)["listening"])
            except (ValueError, KeyError, TypeError):
                continue
        return None
    finally:
        late.cancel()
        late.join()


def _end(process: subprocess.Popen[str]) -> None:
    """End it in good order, or at once where it does not within its time."""
    process.terminate()
    try:
        process.wait(END_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            stream.close()
