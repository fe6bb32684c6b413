"""A service for tests: the application on a fresh database, asked as whoever is wanted.

No worker runs: a test that needs a result puts one into the store, or carries the order out.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.testclient import TestClient

    from api.people.principals import Role
    from api.settings import Settings
    from api.storage.database import Database
    from api.workshop.workshop import Workshop
    from tests.postgres_server import Server

KINDS = ("sqlite", "postgresql")
TEMPLATE = "template_service"
HOST = "http://127.0.0.1"
REFERENCE = Path(__file__).parent.parent / "scenarios" / "data" / "hajnowka-2026"
GRANT = REFERENCE.parent / "grant-2026"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def small_document(**content: Any) -> str:
    """A commission as JSON: C1, 10 units, M1 for 10 PLN and M2 for 12; the least cost is 100 PLN.

    Policies `balanced` (cost) and `even` (target_share), scenario S1: every price up by a tenth.
    """
    from allocator.reading.document_writing import document_text
    from tests.builders import tables

    usual: dict[str, Any] = {
        "components": {"C1": 10},
        "members": {"M1": {"target_share_pct": 50}, "M2": {"target_share_pct": 50}},
        "offers": {"M1:C1": 10, "M2:C1": 12},
        "budget": 200,
        "policies": {"balanced": ["cost"], "even": ["target_share", "cost"]},
        "scenarios": {"S1": [("offers", "all", "unit_cost_pln", "multiply", "1.1")]},
    }
    return document_text(tables(**{**usual, **content}))


@dataclass
class Api:
    """An application that is running, and clients of it."""

    app: FastAPI
    client: TestClient
    settings: Settings
    database: Database

    def post_problem(self, document: str | None = None, **query: str) -> dict[str, Any]:
        """Store a problem, the small one if none is given; what the service says of it."""
        response = self.client.post(
            "/v1/problems",
            content=small_document() if document is None else document,
            headers={"Content-Type": "application/json"},
            params=query,
        )
        assert response.status_code in (200, 201), response.text
        found: dict[str, Any] = response.json()
        return found

    def post_solve(self, problem_id: str | None = None, **body: Any) -> dict[str, Any]:
        """Ask for a solve, of the small problem if none is given; what the service says of it."""
        asked = problem_id or self.post_problem()["id"]
        response = self.client.post("/v1/solves", json={"problem_id": asked, **body})
        assert response.status_code == 202, response.text
        found: dict[str, Any] = response.json()
        return found

    def solved(self, problem_id: str | None = None, **body: Any) -> dict[str, Any]:
        """A solve that has been carried out."""
        found = self.post_solve(problem_id, **body)
        self.carry_out(found["id"])
        again: dict[str, Any] = self.client.get(f"/v1/solves/{found['id']}").json()
        return again

    def carry_out(self, solve_id: str) -> None:
        """Do what a worker does with a queued solve, here and now."""
        from api.storage import jobs
        from api.storage.leases import Holder

        job = jobs.Job(solve_id, 1, Holder("test", 1))
        with self.database.write() as connection:
            row = jobs.begin(connection, job)
            assert row is not None, "it waits"
            text = jobs.problem_text(connection, row["consortium_id"], row["problem_id"])
        document, *found = answered(text, row["order"])
        with self.database.write() as connection:
            assert jobs.finish(connection, job, jobs.Ending("done", document, *found))

    def as_role(
        self, role: Role | str, consortium_id: str = "co-test", member_id: str | None = None
    ) -> TestClient:
        """A client with a token of its own; the consortium is made where there is none yet."""
        from starlette.testclient import TestClient

        from api.moments import ahead
        from api.people.tokens import new_secret, secret_hash
        from api.storage import consortia, tokens

        secret = new_secret()
        with self.database.write() as connection:
            consortia.ensure(connection, consortium_id, name=consortium_id)
            tokens.add(
                connection,
                consortium_id,
                role=str(role),
                name="",
                hash=secret_hash(secret),
                expires_at=ahead(3600),
                member_id=member_id,
            )
        headers = {"Authorization": f"Bearer {secret}"}
        return TestClient(self.app, base_url=HOST, headers=headers, raise_server_exceptions=False)


def answered(document: str, order: Mapping[str, Any]) -> tuple[str, str, str, bool]:
    """What an order about a problem comes to: document as text, status, verdict, proved."""
    from allocator.operations import (
        Working,
        asked_from_json,
        operation,
        options_from_json,
        order_of,
        scenario_applier,
        settings_from_json,
        split_from_json,
    )
    from allocator.reading import read_problem
    from allocator.reporting.exact_json import exact_text

    with TemporaryDirectory() as folder:
        path = Path(folder) / "problem.json"
        path.write_text(document, encoding="utf-8")
        problem = read_problem(path)
    chosen = operation(order["operation"])
    fitted = order_of(
        chosen,
        problem,
        asked_from_json(order["asked"]),
        options_from_json(order["options"]),
        split=None if order["split"] is None else split_from_json(order["split"]),
        settings=settings_from_json(chosen, order["settings"]),
        apply_scenario=scenario_applier(),
    )
    found = chosen.carry_out(fitted, Working())
    return exact_text(found.document), str(found.status), str(found.verdict), found.proved


@contextmanager
def served(
    database: Database, folder: Path, workshop: Workshop | None = None, **settings: Any
) -> Iterator[Api]:
    """The application on a database that has all tables; settings as given, else the usual."""
    from starlette.testclient import TestClient

    from api.settings import Settings
    from api.web.application import create_app

    chosen = Settings(data=folder, port=80, **settings)
    app = create_app(chosen, database, workshop=workshop)
    with TestClient(app, base_url=HOST, raise_server_exceptions=False) as client:
        yield Api(app, client, chosen, database)


@pytest.fixture(scope="session")
def workshop() -> Iterator[Workshop]:
    """A workshop that all services of a test process share."""
    from api.settings import Settings
    from api.workshop.workshop import Workshop

    made = Workshop(Settings())
    yield made
    made.close()


@pytest.fixture(scope="session")
def sqlite_service_template(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A file of SQLite that has our tables and the queue's."""
    from api.jobs.queue import prepare_queue
    from api.storage.database import Database

    path = tmp_path_factory.mktemp("service") / "allocator.sqlite"
    shutil.copy(sqlite_template, path)
    template = Database(f"sqlite:///{path}")
    prepare_queue(template)
    template.close()
    return path


@pytest.fixture(scope="session")
def postgres_service_template(postgres_server: Server) -> str:
    """A database of PostgreSQL that has our tables and the queue's."""
    from api.jobs.queue import prepare_queue
    from api.storage.database import Database
    from tests.databases import TEMPLATE as TABLES

    _run(postgres_server, f"CREATE DATABASE {TEMPLATE} TEMPLATE {TABLES}")
    template = Database(postgres_server.url(TEMPLATE))
    prepare_queue(template)
    template.close()
    return TEMPLATE


@pytest.fixture(params=KINDS)
def service_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database with our tables and the queue's, on SQLite and on PostgreSQL in turn."""
    yield from _fresh(request, request.param, tmp_path)


@pytest.fixture
def sqlite_service_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """The same on SQLite only."""
    yield from _fresh(request, "sqlite", tmp_path)


@pytest.fixture
def both_api(service_database: Database, tmp_path: Path, workshop: Workshop) -> Iterator[Api]:
    """A service without log-in, on both databases in turn."""
    with served(service_database, tmp_path, workshop) as found:
        yield found


@pytest.fixture
def api(sqlite_service_database: Database, tmp_path: Path, workshop: Workshop) -> Iterator[Api]:
    """A service without log-in, on SQLite."""
    with served(sqlite_service_database, tmp_path, workshop) as found:
        yield found


@pytest.fixture
def guarded_api(
    sqlite_service_database: Database, tmp_path: Path, workshop: Workshop
) -> Iterator[Api]:
    """A service with tokens, on SQLite; see `Api.as_role`."""
    with served(sqlite_service_database, tmp_path, workshop, authentication="tokens") as found:
        yield found


def _fresh(request: pytest.FixtureRequest, kind: str, folder: Path) -> Iterator[Database]:
    from api.storage.database import Database

    if kind == "sqlite":
        path = folder / f"service-{uuid4().hex[:8]}.sqlite"
        shutil.copy(request.getfixturevalue("sqlite_service_template"), path)
        made = Database(f"sqlite:///{path}")
        yield made
        made.close()
        return
    server: Server = request.getfixturevalue("postgres_server")
    template: str = request.getfixturevalue("postgres_service_template")
    name = f"service_{uuid4().hex}"
    _run(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    made = Database(server.url(name))
    yield made
    made.close()
    _run(server, f"DROP DATABASE {name} WITH (FORCE)")


def _run(server: Server, statement: str) -> None:
    from sqlalchemy import create_engine

    engine = create_engine(server.url(), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()
