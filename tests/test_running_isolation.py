"""An engine's process disturbs nobody: no import, no output, no file, no orphan."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from allocator.running import run
from tests.engine_processes import (
    LONG,
    alive,
    grandchildren,
    wait_for,
)
from tests.small_models import knapsack

pytestmark = pytest.mark.usefixtures("no_child_left")


def test_parent_imports_no_library() -> None:
    code = """
        import sys
        from allocator.running import run
        from allocator.solvers import Limits
        from tests.small_models import knapsack
        assert run(knapsack(), "cpsat", Limits()).objective == 14
        heavy = {"ortools", "pulp", "numpy", "pandas"} & set(sys.modules)
        assert not heavy, heavy
    """
    subprocess.run([sys.executable, "-c", textwrap.dedent(code)], check=True)


def test_script_without_a_guard_is_not_run_again(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "print('once')\n"
        "from allocator.running import run\n"
        "from allocator.solvers import Limits\n"
        "from tests.small_models import knapsack\n"
        "print(run(knapsack(), 'scip', Limits()).objective)\n"
    )
    done = subprocess.run(
        [sys.executable, str(script)],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": os.getcwd()},
    )
    assert (done.stdout, done.stderr) == ("once\n14\n", "")


PARENT = """
    import sys
    sys.path.insert(0, {root!r})
    from allocator.running import run
    from allocator.solvers import Limits
    from tests.small_models import assignment
    run(assignment(5, 60, seed=1), {engine!r}, Limits(time_seconds=60))
"""


@pytest.mark.parametrize("name", ["cpsat", "highs", "cbc"])
def test_child_and_its_program_die_with_the_parent(name: str) -> None:
    code = textwrap.dedent(PARENT.format(root=os.getcwd(), engine=name))
    parent = subprocess.Popen([sys.executable, "-c", code])
    try:
        family = wait_for(lambda: grandchildren(parent.pid, programs=name == "cbc"))
        time.sleep(0.5)
    finally:
        parent.kill()
        parent.wait()
    wait_for(lambda: [pid for pid in family if not alive(pid)] == family or None)


def test_stdout_and_stderr_stay_empty_and_no_files_are_left(tmp_path: Path) -> None:
    code = """
        from allocator.running import race, run
        from allocator.solvers import ENGINE_NAMES, Limits
        from tests.small_models import assignment, impossible
        import time
        for name in ENGINE_NAMES:
            started = time.monotonic()
            run(assignment(5, 60, seed=1), name, Limits(time_seconds=0.5))
            run(impossible(), name, Limits(time_seconds=5))
            run(assignment(5, 60, seed=1), name, Limits(),
                should_stop=lambda: time.monotonic() > started + 1)
        race(assignment(3, 10, seed=1), ENGINE_NAMES, Limits())
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)],
        check=True,
        capture_output=True,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    )
    assert (done.stdout, done.stderr) == (b"", b"")
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("allocator")] == []


def test_stdout_stays_empty_in_process() -> None:
    code = """
        from allocator.running import run_here
        from allocator.solvers import ENGINE_NAMES, Limits
        from tests.small_models import assignment, impossible
        for name in ENGINE_NAMES:
            run_here(assignment(5, 60, seed=1), name, Limits(time_seconds=0.3))
            run_here(impossible(), name, Limits())
        print("after")
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], check=True, capture_output=True
    )
    assert (done.stdout, done.stderr) == (b"after\n", b"")


@pytest.mark.parametrize("seconds", [0.3, 1.0, 1.5, 2.5])
def test_ctrl_c_does_not_reach_the_engines(seconds: float) -> None:
    code = """
        import signal, sys, threading, time, os
        from allocator.running import run
        from allocator.solvers import Limits
        from tests.small_models import assignment
        asked = []
        signal.signal(signal.SIGINT, lambda *_: asked.append(True))
        threading.Timer(SECONDS, lambda: os.killpg(0, signal.SIGINT)).start()
        outcome = run(assignment(5, 60, seed=1), "cpsat", Limits(time_seconds=30),
                      should_stop=lambda: bool(asked))
        assert outcome.stopped_by == "interrupted", outcome
        # By itself, not by a signal of its own.
        assert outcome.words.startswith(("FEASIBLE", "UNKNOWN")), outcome
    """
    code = code.replace("SECONDS", str(seconds))
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)],
        capture_output=True,
        text=True,
        start_new_session=True,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_main_module_is_as_before_after_a_start() -> None:
    main = sys.modules["__main__"]
    before = (main.__spec__, getattr(main, "__file__", None))
    run(knapsack(), "cpsat", LONG)
    assert (main.__spec__, getattr(main, "__file__", None)) == before
