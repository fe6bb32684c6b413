"""Several workers under one id: at any time one works, the others are refused in words."""

from __future__ import annotations

import random
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.command_line import TOWN
from tests.databases import KINDS, fresh_database
from tests.service_books import check_books, settled
from tests.service_processes import Processes, processes, until, zipped
from tests.test_service_faults import DEVIATION, SECONDS, address_of, kill_all

AT_ONCE = 3
REFUSED = 2
"""The exit code of a worker whose id is taken: what it was told is wrong."""


@pytest.fixture(params=KINDS)
def own(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Processes]:
    """The processes of one test, on SQLite and on PostgreSQL in turn."""
    yield from _on(request, request.param, tmp_path)


@pytest.fixture
def own_in_turn(request: pytest.FixtureRequest, tmp_path: Path, piece: int) -> Iterator[Processes]:
    """The same, on SQLite for even pieces of a long test and on PostgreSQL for odd ones."""
    yield from _on(request, KINDS[piece % 2], tmp_path)


def _on(request: pytest.FixtureRequest, kind: str, folder: Path) -> Iterator[Processes]:
    settings = {"tries": 50, "lease_seconds": 4.0}
    for database in fresh_database(request, kind, folder, migrated=False):
        with processes(folder / "service", database_url=database.url, **settings) as made:
            yield made


def one_id_for_many(own: Processes, town: Path, *, rounds: int, seed: int) -> None:
    """Workers start under the same id at once; the one that won is ended in mid-solve."""
    draw = random.Random(seed)
    service = own.serve("--no-worker")
    problem_id = service.post_problem(town)
    accepted = set()
    for number in range(rounds):
        started = [own.worker("north") for _ in range(AT_ONCE)]
        accepted.add(service.ask(problem_id, "target_deviation", seed=number))
        winner = the_only_one(started)
        until(lambda: generations(own)[number:], 60)  # noqa: B023
        assert service.workers_alive() == 1
        time.sleep(draw.uniform(0, 1.0))
        if number % 2:
            winner.send_signal(signal.SIGTERM)
            assert winner.wait(20) == 0
        else:
            # With its children: an orphan would only live until it sees that it is one.
            kill_all(own.workers())
            winner.wait()
    own.worker("north")
    settled(address_of(own), SECONDS)
    check_books(address_of(own), accepted, DEVIATION)
    assert generations(own) == list(range(1, rounds + 2))
    service.stop()


def the_only_one(started: list[subprocess.Popen[str]]) -> subprocess.Popen[str]:
    """The worker that is left, when all others have been refused."""
    until(lambda: sum(each.poll() is None for each in started) == 1, 60)
    codes = [each.returncode for each in started if each.returncode is not None]
    assert codes == [REFUSED] * (AT_ONCE - 1)
    [left] = [each for each in started if each.returncode is None]
    return left


def generations(own: Processes) -> list[int]:
    """Which generations have begun to work, in order."""
    return [each["generation"] for each in own.journal() if each["event"] == "worker_ready"]


@pytest.fixture(name="town")
def the_town(tmp_path: Path) -> Path:
    """The reference commission, zipped."""
    return zipped(TOWN, tmp_path / "town.zip")


def test_of_workers_under_one_id_one_works(own: Processes, town: Path) -> None:
    one_id_for_many(own, town, rounds=1, seed=1)


@pytest.mark.long
@pytest.mark.parametrize("piece", range(4))
def test_of_many_workers_under_one_id_one_works(
    own_in_turn: Processes, town: Path, piece: int
) -> None:
    one_id_for_many(own_in_turn, town, rounds=6, seed=piece)
