"""Niceness of a session: counted against other sessions where the kernel groups them."""

from __future__ import annotations

import subprocess
import sys
import threading

import pytest

from allocator.running.lowering import GROUP, lower_session

SCRIPT = """
import os, threading
from allocator.running.lowering import GROUP, lower_session
os.nice({nice})
lower_session()
for thread in threading.enumerate():
    if thread is not threading.current_thread():
        thread.join()
print(GROUP.read_text().split()[-1])
"""


@pytest.mark.skipif(not GROUP.exists(), reason="this kernel does not group sessions")
@pytest.mark.parametrize("nice", [0, 9])
def test_a_session_is_as_nice_as_its_head(nice: int) -> None:
    command = [sys.executable, "-c", SCRIPT.format(nice=nice)]
    told = subprocess.run(
        command, start_new_session=True, capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == str(nice)


def test_it_insists_while_others_are_changing_theirs(monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[str] = []

    class Group:
        def exists(self) -> bool:
            return True

        def write_text(self, text: str) -> None:
            written.append(text)
            if len(written) < 3:
                raise BlockingIOError

    monkeypatch.setattr("allocator.running.lowering.GROUP", Group())
    monkeypatch.setattr("allocator.running.lowering.PAUSE_SECONDS", 0.001)
    monkeypatch.setattr("os.getpriority", lambda which, who: 5)
    lower_session()
    _join("niceness")
    assert written == ["5\n"] * 3


def _join(name: str) -> None:
    for thread in threading.enumerate():
        if thread.name == name:
            thread.join(10)
