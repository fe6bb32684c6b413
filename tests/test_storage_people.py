"""Consortia, tokens, people, replies and the audit log, on both databases."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import Connection, RowMapping, delete, update
from sqlalchemy.exc import DBAPIError

from api import moments
from api.settings import Settings
from api.storage import audit, bindings, consortia, problems, replies, results, solves, tokens
from api.storage import tables as stored
from api.storage.database import Database
from tests.storage_cases import (
    CONSORTIUM,
    DOCUMENT,
    OTHER,
    RESULT,
    Person,
    end,
    new_problem,
    new_solve,
)

SETTINGS = Settings(queued_jobs=7, solve_seconds=60)
PERSON = Person("token:tk-1", CONSORTIUM)


@pytest.fixture
def connection(database: Database) -> Iterator[Connection]:
    """A transaction that writes, with two consortia."""
    with database.write() as connection:
        consortia.ensure(connection, CONSORTIUM, name="Żubr")
        consortia.ensure(connection, OTHER)
        yield connection


def test_a_consortium_is_made_once(connection: Connection) -> None:
    first = consortia.one(connection, CONSORTIUM)
    assert consortia.ensure(connection, CONSORTIUM, name="other") == first
    made = consortia.add(connection, name="Nowe")
    assert made["pseudonym_key"] != consortia.ensure(connection, OTHER)["pseudonym_key"]
    assert [row["id"] for row in consortia.listed(connection)] == sorted(
        [CONSORTIUM, OTHER, made["id"]]
    )


def test_ceilings_are_the_settings_unless_there_are_own_ones(connection: Connection) -> None:
    assert consortia.ceilings(connection, CONSORTIUM, SETTINGS).queued_jobs == 7
    assert consortia.set_ceilings(connection, CONSORTIUM, queued_jobs=3, sweep_runs=5)
    own = consortia.ceilings(connection, CONSORTIUM, SETTINGS)
    assert (own.queued_jobs, own.sweep_runs, own.solve_seconds) == (3, 5, 60.0)
    assert consortia.ceilings(connection, OTHER, SETTINGS).queued_jobs == 7
    assert not consortia.set_ceilings(connection, "co-none", queued_jobs=3)


@pytest.mark.parametrize("own", [{"queued_jobs": 0}, {"slots": 3}])
def test_a_senseless_ceiling_is_refused(connection: Connection, own: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=next(iter(own))):
        consortia.set_ceilings(connection, CONSORTIUM, **own)


def test_usage_counts_bytes_and_live_jobs(connection: Connection) -> None:
    problem, _ = problems.add(connection, CONSORTIUM, new_problem())
    ended = solves.add(connection, CONSORTIUM, new_solve(problem["id"]))
    end(connection, ended["id"])
    results.add(connection, CONSORTIUM, ended["id"], RESULT)
    running = solves.add(connection, CONSORTIUM, new_solve(problem["id"]))
    end(connection, running["id"], job_state="solving")
    solves.add(connection, CONSORTIUM, new_solve(problem["id"]))
    used = consortia.usage(connection, CONSORTIUM)
    assert used == consortia.Usage(len(DOCUMENT.encode()) + len(RESULT.encode()), 1, 1)
    assert consortia.usage(connection, OTHER) == consortia.Usage(0, 0, 0)


def test_only_a_token_that_may_be_used_is_found(connection: Connection) -> None:
    def made(name: str, seconds: float) -> str:
        row = tokens.add(
            connection,
            CONSORTIUM,
            role="member",
            member_id="kuchnia",
            name=name,
            hash=f"hash-{name}",
            expires_at=moments.ahead(seconds),
        )
        return str(row["id"])

    good, expired, revoked = made("good", 60), made("expired", -1), made("revoked", 60)
    assert not tokens.revoke(connection, revoked, consortium_id=OTHER)
    assert tokens.revoke(connection, revoked, consortium_id=CONSORTIUM)
    assert not tokens.revoke(connection, revoked)
    found = tokens.by_hash(connection, "hash-good")
    assert found is not None
    assert (found["id"], found["member_id"]) == (good, "kuchnia")
    assert tokens.by_hash(connection, "hash-expired") is None
    assert tokens.by_hash(connection, "hash-revoked") is None
    assert [row["id"] for row in tokens.listed(connection, CONSORTIUM)] == [good, expired, revoked]
    assert tokens.listed(connection, OTHER) == ()
    assert len(tokens.listed(connection)) == 3


def test_a_person_is_one_thing_in_one_consortium(connection: Connection) -> None:
    name = {"issuer": "https://issuer.example", "subject": "anna"}
    bindings.put(connection, CONSORTIUM, **name, role="member", member_id="kuchnia")
    bindings.put(connection, OTHER, **name, role="admin")
    row = bindings.one(connection, **name)
    assert row is not None
    assert (row["consortium_id"], row["role"], row["member_id"]) == (OTHER, "admin", None)
    assert bindings.listed(connection, CONSORTIUM) == ()
    assert len(bindings.listed(connection, OTHER)) == len(bindings.listed(connection)) == 1
    assert bindings.remove(connection, **name)
    assert not bindings.remove(connection, **name)
    assert bindings.one(connection, **name) is None


def reply(connection: Connection, actor: str = "token:tk-1", key: str = "k") -> None:
    """A reply kept under a key."""
    replies.add(
        connection,
        CONSORTIUM,
        actor=actor,
        key=key,
        request_digest="digest",
        status=202,
        headers={"Location": "/v1/solves/so-1"},
        body="{}",
    )


def found_reply(
    connection: Connection,
    consortium_id: str = CONSORTIUM,
    *,
    actor: str = "token:tk-1",
    key: str = "k",
) -> RowMapping | None:
    """The reply that is kept under a key."""
    return replies.find(connection, consortium_id, actor=actor, key=key)


def test_a_reply_is_found_by_its_actor_and_key_until_it_is_old(connection: Connection) -> None:
    reply(connection)
    assert found_reply(connection, actor="token:tk-2") is None
    assert found_reply(connection, key="l") is None
    found = found_reply(connection)
    assert found is not None
    assert (found["status"], found["headers"]["Location"]) == (202, "/v1/solves/so-1")
    assert replies.forget(connection, moments.now() - timedelta(hours=24)) == 0
    assert replies.forget(connection, moments.now()) == 1
    assert found_reply(connection) is None


def test_a_reply_is_of_no_use_in_another_consortium_or_after_its_time(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A person may be bound elsewhere: what it was told before belongs to the others."""
    reply(connection)
    assert found_reply(connection, OTHER) is None
    reply(connection)
    monkeypatch.setattr(replies, "HOURS", 0.0)
    assert found_reply(connection) is None
    # Its place is free again, although nobody has cleared away.
    reply(connection)


def test_requests_at_once_under_one_key_have_one_effect(database: Database) -> None:
    with database.write() as connection:
        consortia.ensure(connection, CONSORTIUM)
    start = threading.Barrier(4)
    effects: list[bool] = []

    def post() -> None:
        start.wait()
        with database.write() as connection:
            known = found_reply(connection)
            effects.append(known is None)
            if known is None:
                reply(connection)

    threads = [threading.Thread(target=post) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(effects) == [False, False, False, True]


def test_the_audit_log_names_nobody(connection: Connection) -> None:
    audit.record(connection, PERSON, "problem.add", "pr-1", bytes=12, state="draft")
    audit.record(connection, Person("token:tk-1", OTHER), "problem.add", "pr-1")
    (row,) = audit.listed(connection, CONSORTIUM).rows
    (other,) = audit.listed(connection, OTHER).rows
    assert row["detail"] == {"bytes": 12, "state": "draft"}
    for name in ("consortium", "actor", "object"):
        assert len(bytes.fromhex(row[name])) * 8 == audit.PSEUDONYM_BITS
        # the same person and object have another pseudonym elsewhere
        assert row[name] != other[name]


def test_those_who_know_an_id_find_its_story(connection: Connection) -> None:
    audit.record(connection, PERSON, "problem.add", "pr-1")
    audit.record(connection, Person("local", CONSORTIUM), "problem.rename", "pr-1")
    audit.record(connection, PERSON, "problem.add", "pr-2")
    story = audit.listed(connection, CONSORTIUM, object_id="pr-1").rows
    assert [row["action"] for row in story] == ["problem.rename", "problem.add"]
    assert len(audit.listed(connection, CONSORTIUM, actor="local").rows) == 1
    assert len(audit.listed(connection, CONSORTIUM, action="problem.add").rows) == 2
    assert audit.listed(connection, OTHER, object_id="pr-1").rows == ()


@pytest.mark.parametrize("word", ["Anna Kowalska", "so-0a1b", "żubr", "", "x" * 41])
def test_nothing_that_somebody_typed_gets_into_the_audit_log(
    connection: Connection, word: str
) -> None:
    with pytest.raises(ValueError, match="plain word"):
        audit.record(connection, PERSON, "problem.add", "pr-1", name=word)


def test_a_consortium_that_is_not_there_has_no_audit_log(connection: Connection) -> None:
    with pytest.raises(LookupError):
        audit.record(connection, Person("local", "co-none"), "problem.add", "pr-1")


@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_audit_log_only_grows(database: Database, change: str) -> None:
    with database.write() as connection:
        consortia.ensure(connection, CONSORTIUM)
        audit.record(connection, PERSON, "problem.add", "pr-1")
    table = stored.audit
    statement = update(table).values(action="x") if change == "update" else delete(table)
    with pytest.raises(DBAPIError, match="only grows"), database.write() as connection:
        connection.execute(statement)
    with database.read() as connection:
        assert [row["action"] for row in audit.listed(connection, CONSORTIUM).rows] == [
            "problem.add"
        ]


def test_documents_keep_numbers_exact(connection: Connection) -> None:
    summary = {"least_total_pln": Decimal("3159451.464"), "hours": Decimal("0.10"), "members": 12}
    problem, _ = problems.add(connection, CONSORTIUM, new_problem(summary=summary))
    assert problem["summary"] == summary
    assert isinstance(problem["summary"]["hours"], Decimal)
    assert problem["created_at"].tzinfo is not None
