"""The command as a process of its own: Ctrl-C, and what engines print past us."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time

from allocator.cli.exits import Exit
from tests.command_line import GRANT, TOWN


class Slow:
    """A search that nobody proves in seconds, in a process and process group of its own."""

    def __init__(self, *words: object) -> None:
        goal = ("--goal", "small_members_value", "--backend", "cpsat", "--lang", "en")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "allocator", "solve", str(TOWN), *goal, *map(str, words)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def wait_for(self, words: str) -> None:
        """Read standard error until a line holds the words."""
        assert self.process.stderr is not None
        for line in self.process.stderr:
            if words in line:
                return
        raise AssertionError(f"ended before it said {words}")

    def interrupt(self) -> None:
        """Ctrl-C as a terminal sends it: to every process of the group."""
        os.killpg(self.process.pid, signal.SIGINT)

    def end(self) -> tuple[int, str]:
        """The exit code and standard output."""
        out, _ = self.process.communicate(timeout=60)
        return self.process.returncode, out


def test_ctrl_c_once_keeps_the_best_plan(tmp_path):
    out = tmp_path / "best.json"
    slow = Slow("--format", "json", "--out", out)
    slow.wait_for("best")
    slow.interrupt()
    code, said = slow.end()
    assert code == 0
    document = json.loads(said)
    assert (document["status"], document["stopped_by"]) == ("feasible", "interrupted")
    assert document["assignments"]
    assert json.loads(out.read_text()) == document


def test_ctrl_c_twice_ends_at_once_and_writes_nothing(tmp_path):
    slow = Slow("--out", tmp_path / "best.json")
    slow.wait_for("best")
    slow.interrupt()
    slow.wait_for("Stopping")
    started = time.monotonic()
    slow.interrupt()
    code, said = slow.end()
    assert code == Exit.INTERRUPTED or (code == 0 and said), "or it was quicker than the signal"
    if code == Exit.INTERRUPTED:
        assert time.monotonic() - started < 5
        assert said == ""
        assert list(tmp_path.iterdir()) == []


def test_standard_output_holds_the_object_alone_whatever_an_engine_prints(tmp_path):
    # HiGHS writes to the C stdout with its output off; only another process sees that.
    words = ("--goal", "smallest_ratio", "--backend", "highs", "--format", "json", "--quiet")
    ran = subprocess.run(
        [sys.executable, "-m", "allocator", "solve", str(GRANT), *words],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    # the optimum of an independent model, to 6 places: expected_results.csv
    assert json.loads(ran.stdout)["goals"][0]["value"] == 0.363764
