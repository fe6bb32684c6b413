"""Children that work on problems: limited in time and memory, replaced, never taken for a loss."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from api.faults import Refusal
from api.settings import Settings
from api.workshop.child import answer
from api.workshop.folders import PREFIX
from api.workshop.helper import Failed, Helper, Lost
from api.workshop.workshop import Workshop
from tests.service import small_document

SLOW = "tests.workshop_tasks"


@pytest.fixture
def small() -> Iterator[Workshop]:
    """A workshop with one helper and narrow limits."""
    made = Workshop(Settings(), helpers=1, seconds=4, megabytes=300)
    yield made
    made.close()


@pytest.fixture(autouse=True)
def tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Children that know tasks of these tests, too."""
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join((".", os.environ.get("PYTHONPATH", ""))))


def call(workshop: Workshop, name: str, **arguments: Any) -> Any:
    return workshop.call(f"{SLOW}.{name}", **arguments)


def test_a_task_answers_data_or_bytes(workshop: Workshop) -> None:
    found = workshop.call("problems.receive", data=small_document().encode(), suffix=".json")
    assert found["document"] == small_document()
    again = workshop.call("problems.receive", data=found["document"].encode(), suffix=".json")
    assert again == found
    assert workshop.call("problems.workbook", document=found["document"])[:2] == b"PK"


def test_faults_are_told_with_sentences(workshop: Workshop) -> None:
    with pytest.raises(Refusal) as caught:
        workshop.call("problems.receive", data=b"{}", suffix=".json")
    assert caught.value.code == "bad_input"
    assert all(each["text_pl"] and each["text_en"] for each in caught.value.issues)


def test_a_task_that_takes_too_long_is_ended_and_the_next_one_works(small: Workshop) -> None:
    began = time.monotonic()
    with pytest.raises(Refusal) as caught:
        call(small, "sleep", seconds=60)
    assert (caught.value.code, caught.value.detail["reason"]) == ("input_too_hard", "time")
    assert time.monotonic() - began < 8
    assert call(small, "echo", value=5) == 5


def test_a_task_that_takes_too_much_memory_is_ended(small: Workshop) -> None:
    with pytest.raises(Refusal) as caught:
        call(small, "fill", megabytes=2000)
    assert caught.value.detail["reason"] in ("memory", "died")
    assert call(small, "echo", value=5) == 5


def test_a_task_that_kills_its_child_is_no_harm(small: Workshop) -> None:
    with pytest.raises(Refusal) as caught:
        call(small, "die")
    assert caught.value.detail["reason"] == "died"
    assert call(small, "echo", value="ż") == "ż"


def test_an_error_of_ours_says_nothing_of_the_input(small: Workshop) -> None:
    with pytest.raises(Failed) as caught:
        call(small, "fail", text="secret price 31.41")
    assert "31.41" not in str(caught.value)
    assert call(small, "echo", value=5) == 5


def test_numbers_stay_exact(small: Workshop) -> None:
    assert str(call(small, "decimal")) == "1000000000.000000000001"


def test_what_is_always_the_same_is_asked_once(small: Workshop) -> None:
    assert small.constant(f"{SLOW}.stamp") == small.constant(f"{SLOW}.stamp")


def test_callers_wait_in_turn_and_too_many_are_sent_away(
    small: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.workshop.workshop.MOST_WAITING", 2)
    found: list[Any] = []

    def ask() -> None:
        try:
            found.append(call(small, "sleep", seconds=0.5))
        except Refusal as refusal:
            found.append(refusal.code)

    call(small, "echo", value=0)
    threads = [threading.Thread(target=ask) for _ in range(4)]
    for each in threads:
        each.start()
        time.sleep(0.05)
    for each in threads:
        each.join()
    assert sorted(map(str, found)) == ["0.5", "0.5", "0.5", "busy"]


def test_a_child_ends_with_its_parent() -> None:
    """A parent that is killed takes its children with it, even in the middle of a task."""
    script = (
        "import threading, time\n"
        "from api.settings import Settings\n"
        "from api.workshop.workshop import Workshop\n"
        "made = Workshop(Settings())\n"
        f"task = '{SLOW}.sleep'\n"
        "threading.Thread(target=made.call, args=(task,), kwargs={'seconds': 60}).start()\n"
        "while not made._idle and made._free._value == 2: time.sleep(0.01)\n"
        "time.sleep(1)\n"
        "print('asleep', flush=True)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    assert parent.stdout.readline() == "asleep\n"
    children = psutil.Process(parent.pid).children()
    assert children
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    _, alive = psutil.wait_procs(children, timeout=3)
    assert alive == []


def left_in(place: Path) -> list[str]:
    """Files that lie in folders of children."""
    return [str(each) for each in place.glob(f"{PREFIX}*/*/**/*") if each.is_file()]


def test_nothing_that_was_sent_is_left_behind(tmp_path: Path) -> None:
    """Neither by a child that ends in good order, nor by one that is killed in its task."""
    made = Workshop(Settings(data=tmp_path), helpers=1, seconds=2)
    call(made, "leave_file", seconds=0)
    assert len(left_in(tmp_path)) == 1
    with pytest.raises(Refusal, match="input_too_hard"):
        call(made, "leave_file", seconds=60)
    assert left_in(tmp_path) == []
    call(made, "leave_file", seconds=0)
    made.close()
    assert list(tmp_path.glob(f"{PREFIX}*")) == []


def test_a_start_clears_away_what_a_killed_service_left_and_nothing_else(tmp_path: Path) -> None:
    script = (
        "from pathlib import Path\n"
        "from api.settings import Settings\n"
        "from api.workshop.workshop import Workshop\n"
        f"made = Workshop(Settings(data=Path({str(tmp_path)!r})))\n"
        f"made.call('{SLOW}.leave_file', seconds=0)\n"
        "print('left', flush=True)\n"
        f"made.call('{SLOW}.sleep', seconds=60)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    assert parent.stdout.readline() == "left\n"
    living = Workshop(Settings(data=tmp_path))
    call(living, "leave_file", seconds=0)
    assert len(left_in(tmp_path)) == 2  # another process that lives keeps what is its own
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    again = Workshop(Settings(data=tmp_path))
    again.start()
    assert len(left_in(tmp_path)) == 1
    living.close()
    again.close()
    assert list(tmp_path.glob(f"{PREFIX}*")) == []


def test_closing_ends_every_child() -> None:
    made = Workshop(Settings())
    made.start()
    call(made, "echo", value=1)
    (helper,) = made._idle
    made.close()
    assert not psutil.pid_exists(helper.pid)


def test_a_lost_helper_says_why(tmp_path: Path) -> None:
    helper = Helper(300, tmp_path / "own")
    os.kill(helper.pid, signal.SIGKILL)
    with pytest.raises(Lost, match="died"):
        helper.call(f"{SLOW}.echo", {"value": 1}, seconds=5)
    assert not helper.is_alive


def test_answers_of_a_child_are_marked() -> None:
    assert answer(f"{SLOW}.echo", {"value": 1}) == b"D1"
    assert answer(f"{SLOW}.raw", {}) == b"Braw"
    assert answer(f"{SLOW}.fail", {"text": "x"})[:1] == b"E"
    assert answer(f"{SLOW}.hungry", {})[:1] == b"M"
