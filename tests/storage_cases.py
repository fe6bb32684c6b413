"""Stored things for tests: a consortium that has one of everything."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, RowMapping, insert, update

from api import moments
from api.settings import Settings
from api.storage import (
    audit,
    bindings,
    consortia,
    problems,
    publications,
    replies,
    results,
    solves,
    sweeps,
    tokens,
)
from api.storage.database import Database
from api.storage.tables import erasures, metadata, workers
from api.storage.tables import solves as solves_table

CONSORTIUM = "co-111111111111111111111111"
OTHER = "co-222222222222222222222222"
NAMES = ("Spółdzielnia Żubr", "Dom Pomocy Hajnówka")
"""Names that stand in the documents, so that an erasure has something to leave behind."""
PRICE = "31.4159"
DOCUMENT = f'{{"members": [{{"name": "{NAMES[0]}"}}], "price_pln": {PRICE}}}'
RESULT = f'{{"split": [{{"member": "{NAMES[1]}", "value_pln": {PRICE}}}]}}'


@dataclass(frozen=True)
class Person:
    """Whoever changes something."""

    actor: str
    consortium_id: str


def new_problem(content: str = "1", **changes: Any) -> problems.NewProblem:
    """A problem whose content is told by one text."""
    values: dict[str, Any] = {
        "document": DOCUMENT,
        "digest": f"digest-{content}",
        "text_digest": f"text-{content}",
        "content_digest": f"content-{content}",
        "summary": {"title": NAMES[0], "members": 2},
        "created_by": "token:tk-somebody",
    }
    return problems.NewProblem(**values | changes)


def new_solve(problem_id: str, **changes: Any) -> solves.NewSolve:
    """A solve as a coordinator asks for it."""
    values: dict[str, Any] = {
        "problem_id": problem_id,
        "operation": "solve",
        "order": {"operation": "solve", "asked": {"policy": "coordinator"}},
        "effective": {"goals": ["cost"]},
        "problem_digest": "digest-1",
        "request_key": "key-1",
        "contract": 1,
        "priority": 2,
        "created_by": "token:tk-somebody",
    }
    return solves.NewSolve(**values | changes)


def end(connection: Connection, solve_id: str, **changes: Any) -> None:
    """Make a job done, as its worker would, with a proof unless told otherwise."""
    values = {"job_state": "done", "solve_result": "optimal", "proved": True, "verdict": "fits"}
    values |= {"started_at": moments.now(), "finished_at": moments.now()}
    statement = update(solves_table).where(solves_table.c.id == solve_id)
    connection.execute(statement.values(**values | changes))


def done(connection: Connection, consortium_id: str, problem_id: str, **changes: Any) -> RowMapping:
    """A solve that has been carried out, with its result."""
    row = solves.add(connection, consortium_id, new_solve(problem_id, **changes))
    end(connection, row["id"])
    results.add(connection, consortium_id, row["id"], RESULT)
    found = solves.one(connection, consortium_id, row["id"])
    assert found is not None
    return found


def fill(database: Database, consortium_id: str = CONSORTIUM, label: str = "1") -> dict[str, str]:
    """One row or more in every table; the ids of what was made."""
    person = Person(f"token:tk-{label}", consortium_id)
    with database.write() as connection:
        token = _people(connection, consortium_id, label)
        problem, _ = problems.add(connection, consortium_id, new_problem(label))
        derived, _ = problems.add(
            connection,
            consortium_id,
            new_problem(f"{label}-derived", base_id=problem["id"], changes=[{"name": NAMES[1]}]),
        )
        sweep = sweeps.add(
            connection,
            consortium_id,
            sweeps.NewSweep(problem["id"], {"names": list(NAMES)}, "token:tk-somebody"),
        )
        solve = done(connection, consortium_id, problem["id"], name=NAMES[1])
        solves.add(connection, consortium_id, new_solve(derived["id"], sweep_id=sweep["id"]))
        publication, _ = publications.draft(
            connection, consortium_id, solve, note=NAMES[0], created_by="token:tk-somebody"
        )
        publications.publish(connection, consortium_id, publication["id"])
        publications.respond(
            connection,
            consortium_id,
            publication["id"],
            member_id="żubr",
            answer="objects",
            note=f"{NAMES[1]}: {PRICE}",
            given_by="openid:żubr",
        )
        replies.add(
            connection,
            consortium_id,
            actor=person.actor,
            key=f"key-{label}",
            request_digest="digest",
            status=201,
            headers={"Location": f"/v1/problems/{problem['id']}"},
            body=DOCUMENT,
        )
        audit.record(connection, person, "problem.add", problem["id"], bytes=len(DOCUMENT))
        values = {"id": f"worker-{label}", "generation": 1, "facts": {"cores": 2}}
        values |= {"lease_until": moments.now(), "started_at": moments.now()}
        connection.execute(insert(workers).values(**values))
        gone = {"consortium_id": f"co-gone-{label}", "at": moments.now(), "counts": {}}
        connection.execute(insert(erasures).values(**gone))
    return {
        "problem": problem["id"],
        "derived": derived["id"],
        "sweep": sweep["id"],
        "solve": solve["id"],
        "publication": publication["id"],
        "token": token["id"],
    }


def settings_of(database: Database, data: Path, **changes: Any) -> Settings:
    """Settings of a service on this database, with a folder of its own."""
    return Settings(**{"data": data, "database_url": database.url} | changes)


def everything(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all our tables, as values that can be compared."""
    with database.read() as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(table.select())), key=repr)
            for table in metadata.sorted_tables
        }


def _people(connection: Connection, consortium_id: str, label: str) -> RowMapping:
    """A consortium with a coordinator, whose token is returned, and a member of an issuer."""
    consortia.ensure(connection, consortium_id, name=NAMES[0])
    bindings.put(
        connection,
        consortium_id,
        issuer="https://issuer.example",
        subject=f"{NAMES[0]} {label}",
        role="member",
        member_id="żubr",
    )
    return tokens.add(
        connection,
        consortium_id,
        role="coordinator",
        name=NAMES[0],
        hash=f"hash-{label}",
        expires_at=moments.ahead(3600),
    )
