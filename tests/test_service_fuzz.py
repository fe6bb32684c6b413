"""The whole API under generated requests, as everybody who may come: no 5xx, no hang, no growth.

Short runs here; many examples for each sort of caller under `--long`, which tell what came as log
lines: `pytest tests/test_service_fuzz.py --long -o log_cli=true --log-cli-level=WARNING`.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from api.people.principals import Role
from api.storage.database import Database
from tests.fuzzing import CALLERS, LOCAL, STRANGER, asking, fuzz, mutate


@pytest.mark.parametrize("name", CALLERS)
def test_generated_requests(sqlite_service_database: Database, tmp_path: Path, name: str) -> None:
    with asking(sqlite_service_database, tmp_path, name) as asked:
        statuses = fuzz(asked, examples=6 if name == Role.COORDINATOR else 1)
    check_worth(statuses, name)


@pytest.mark.parametrize("name", [Role.ADMIN.value, LOCAL])
def test_changed_requests(sqlite_service_database: Database, tmp_path: Path, name: str) -> None:
    with asking(sqlite_service_database, tmp_path, name) as asked:
        mutate(asked, count=8, start=1)
    assert asked.never_answered() == set()


@pytest.mark.long
@pytest.mark.parametrize("name", CALLERS)
def test_many_generated_requests(
    sqlite_service_database: Database, tmp_path: Path, name: str
) -> None:
    with asking(sqlite_service_database, tmp_path, name) as asked:
        statuses = fuzz(asked, examples=25)
    check_worth(statuses, name)
    assert asked.never_answered() == set()


@pytest.mark.long
@pytest.mark.parametrize("piece", range(2))
@pytest.mark.parametrize("name", CALLERS)
def test_many_changed_requests(
    sqlite_service_database: Database, tmp_path: Path, name: str, piece: int
) -> None:
    with asking(sqlite_service_database, tmp_path, name) as asked:
        mutate(asked, count=30, start=100 + piece)
    assert asked.never_answered() == set()


def check_worth(statuses: Counter[int], name: str) -> None:
    """The test would be worth little if nothing were ever accepted, or nothing ever refused."""
    expected = {
        STRANGER: {401: 40},
        Role.MEMBER: {403: 30},
        Role.RESEARCHER: {403: 30},
    }
    for status, least in expected.get(name, {200: 15, 422: 10}).items():
        assert statuses[status] >= least, statuses
