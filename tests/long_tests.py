"""Heavy tests in pieces: what has passed on this very code is not run again, time is limited.

`make test-long` goes on where it stopped. What has passed stands in `build/long-tests.json`, beside
a digest of all that the tests depend on; another digest begins anew. This module is part of
`conftest`.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Generator, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
RECORD = ROOT / "build" / "long-tests.json"
WHAT_COUNTS = ("allocator", "scenarios", "api", "tests", "notebooks", "requirements.lock")
BEGUN_AT = pytest.StashKey[float]()
SPENT = pytest.StashKey[list[float]]()
PHASES = 3
"""Set up, called, torn down."""

LEFT = "left for the next call"


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--long`, and how much of it this time."""
    parser.addoption("--long", action="store_true", help="run the heavy tests, nothing else")
    parser.addoption(
        "--resume", action="store_true", help="with --long: leave out what passed on this very code"
    )
    parser.addoption(
        "--minutes", type=float, default=None, help="with --long: begin no test after so long"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Time counts from here."""
    config.stash[BEGUN_AT] = time.monotonic()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep either the long tests or the others; what is left out is counted as deselected."""
    wanted = bool(config.getoption("--long"))
    passed = recorded() if wanted and config.getoption("--resume") else {}
    chosen = [
        each
        for each in items
        if (each.get_closest_marker("long") is not None) == wanted and each.nodeid not in passed
    ]
    if len(chosen) < len(items):
        kept = set(chosen)
        config.hook.pytest_deselected(items=[each for each in items if each not in kept])
        items[:] = chosen


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Past the time given, a test is left for the next call."""
    minutes = item.config.getoption("--minutes")
    if minutes is not None and time.monotonic() - item.config.stash[BEGUN_AT] > 60 * minutes:
        pytest.skip(LEFT)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Note a heavy test that passed from beginning to end."""
    report = yield
    if item.config.getoption("--long") and report.passed:
        spent = item.stash.setdefault(SPENT, [])
        spent.append(call.duration)
        if len(spent) == PHASES:
            record(item.nodeid, sum(spent))
    return report


def pytest_sessionfinish(session: pytest.Session) -> None:
    """To have nothing left to do is a success."""
    is_empty = session.exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED
    if is_empty and session.config.getoption("--resume") and recorded():
        session.exitstatus = pytest.ExitCode.OK


def recorded() -> Mapping[str, float]:
    """Seconds of each heavy test that has passed on the code as it is."""
    try:
        content = json.loads(RECORD.read_text())
        code, passed = content["code"], content["passed"]
    except (OSError, ValueError, KeyError):
        return {}
    return passed if code == code_digest() else {}


def record(test: str, seconds: float) -> None:
    """One more has passed. For one process at a time, as heavy tests run."""
    passed = {**recorded(), test: round(seconds, 1)}
    content = {"code": code_digest(), "passed": dict(sorted(passed.items()))}
    RECORD.parent.mkdir(exist_ok=True)
    draft = RECORD.with_suffix(".new")
    draft.write_text(json.dumps(content, indent=1) + "\n")
    draft.replace(RECORD)


def code_digest(root: Path = ROOT) -> str:
    """Of every file that a test may depend on, wherever the folder lies."""
    digest = hashlib.sha256()
    for name in WHAT_COUNTS:
        place = root / name
        files = [place] if place.is_file() else sorted(place.rglob("*"))
        for file in files:
            if file.is_file() and "__pycache__" not in file.parts:
                digest.update(f"{file.relative_to(root)}\0".encode())
                digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()
