"""Two consortia with one of everything, for tests of who may do what."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import uuid4

from allocator.reading.document_writing import document_text
from allocator.reporting import dump_document, result_document
from api.people.principals import Role
from api.people.tokens import new_token
from api.storage import events, problems, publications, results, solves, sweeps, tables, tokens
from tests.builders import tables as problem_tables
from tests.results import KITCHEN, KITCHEN_SPLIT, a_goal, a_result, kitchen
from tests.service import Api
from tests.storage_cases import end

MEMBER = "M1"
SPLIT = [
    {"member_id": member, "component_id": component, "quantity": quantity}
    for pair, quantity in KITCHEN_SPLIT.items()
    for member, component in (pair.split(":"),)
]


def problem_text(consortium_id: str) -> str:
    """The kitchen's problem under a title that tells whose it is."""
    commission = {**KITCHEN["commission"], "title_pl": title_of(consortium_id)}
    return document_text(problem_tables(**{**KITCHEN, "commission": commission}))


def result_text(digest: str) -> str:
    """The result of the kitchen's split, of the problem with this digest, with a goal of levels."""
    goals = [{"goal": "target_share"}]
    provenance = {"problem_digest": digest, "rules_off": [], "goals": goals}
    levels = a_goal("target_share", (14, 34))
    found = a_result(kitchen(), KITCHEN_SPLIT, provenance=provenance, goals=(levels,))
    return dump_document(result_document(kitchen(), found))


def title_of(consortium_id: str) -> str:
    """A text that stands in what belongs to this consortium, and nowhere else."""
    return f"Tylko dla {consortium_id}"


@dataclass(frozen=True)
class Caller:
    """Somebody who asks the running application, in whose own event loop streams are told."""

    api: Api
    credentials: dict[str, str]

    def request(self, method: str, path: str, **given: Any) -> Any:
        """The answer to a request with the caller's credentials."""
        headers = {**given.pop("headers", {}), **self.credentials}
        return self.api.client.request(method, path, headers=headers, **given)

    def get(self, path: str, **given: Any) -> Any:
        """The answer to a GET."""
        return self.request("GET", path, **given)

    def post(self, path: str, **given: Any) -> Any:
        """The answer to a POST."""
        return self.request("POST", path, **given)

    def delete(self, path: str) -> Any:
        """The answer to a DELETE."""
        return self.request("DELETE", path)


def caller(api: Api, role: Role, consortium_id: str) -> Caller:
    """Somebody new in a role."""
    client = api.as_role(role, consortium_id, MEMBER if role is Role.MEMBER else None)
    return Caller(api, {"Authorization": client.headers["authorization"]})


@dataclass(frozen=True)
class World:
    """One consortium: ids of what it has, and fresh things that may be changed or deleted."""

    api: Api
    consortium_id: str

    @cached_property
    def problem(self) -> str:
        """A problem with its real document, put in as a coordinator does."""
        answer = self.client(Role.ADMIN).post(
            "/v1/problems",
            content=problem_text(self.consortium_id),
            headers={"Content-Type": "application/json"},
        )
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    @cached_property
    def digest(self) -> str:
        """The digest of the problem."""
        answer = self.client(Role.ADMIN).get(f"/v1/problems/{self.problem}")
        return str(answer.json()["digest"])

    @cached_property
    def solve(self) -> str:
        """A solve that is done, with a result that has been published."""
        found = self.unpublished()
        self.publish(found)
        return found

    @cached_property
    def publication(self) -> str:
        """What has been published."""
        with self.api.database.read() as connection:
            row = publications.of_solve(connection, self.consortium_id, self.solve)
        assert row is not None
        return str(row["id"])

    @cached_property
    def token(self) -> str:
        """A token of somebody."""
        return self.fresh_token()

    @cached_property
    def sweep(self) -> str:
        """A sweep whose run waits, asked for as a coordinator does."""
        answer = self.client(Role.ADMIN).post("/v1/sweeps", json={"problem_id": self.problem})
        assert answer.status_code == 202, answer.text
        return str(answer.json()["id"])

    @cached_property
    def draft(self) -> str:
        """A publication that has not been published."""
        return self.fresh_draft()

    @cached_property
    def callers(self) -> dict[Role, Caller]:
        """Somebody in each role."""
        return {role: caller(self.api, role, self.consortium_id) for role in Role}

    def client(self, role: Role) -> Caller:
        """Somebody of this consortium in a role."""
        return self.callers[role]

    def fresh_problem(self) -> str:
        """Another problem, which looks like the first one in a list."""
        first = self.problem
        with self.api.database.write() as connection:
            row = problems.one(connection, self.consortium_id, first)
            assert row is not None
            new = problems.NewProblem(
                document=problem_text(self.consortium_id),
                digest=uuid4().hex,
                text_digest=uuid4().hex,
                content_digest=uuid4().hex,
                summary=row["summary"],
                created_by="test",
                name=title_of(self.consortium_id),
            )
            made, _ = problems.add(connection, self.consortium_id, new)
        return str(made["id"])

    def live(self, **changes: Any) -> str:
        """A solve that waits; no worker will come for it."""
        values: dict[str, Any] = {
            "problem_id": self.problem,
            "operation": "solve",
            "order": {
                "operation": "solve",
                "asked": {},
                "options": {},
                "split": None,
                "settings": {},
            },
            "effective": {"seed": 0, "limits": {}, "versions": {}},
            "problem_digest": "0" * 64,
            "request_key": uuid4().hex,
            "contract": 1,
            "priority": 2,
            "created_by": "test",
            "name": title_of(self.consortium_id),
        }
        with self.api.database.write() as connection:
            row = solves.add(connection, self.consortium_id, solves.NewSolve(**values | changes))
        return str(row["id"])

    def ended(self, **changes: Any) -> str:
        """A solve that is done, without a result."""
        found = self.live(**changes)
        with self.api.database.write() as connection:
            end(connection, found)
            events.add(connection, self.consortium_id, found, "end", job_state="done")
        return found

    def unpublished(self, **changes: Any) -> str:
        """A solve that is done, with a result that nobody has published."""
        found = self.ended(**changes)
        with self.api.database.write() as connection:
            results.add(connection, self.consortium_id, found, result_text(self.digest))
        return found

    def draft_of_another_problem(self) -> str:
        """A draft whose publishing supersedes nothing."""
        return self.fresh_draft(problem_id=self.fresh_problem())

    def fresh_draft(self, **changes: Any) -> str:
        """Another publication that has not been published."""
        solve_id = self.unpublished(**changes)
        with self.api.database.write() as connection:
            solve = solves.one(connection, self.consortium_id, solve_id)
            assert solve is not None
            row, _ = publications.draft(
                connection, self.consortium_id, solve, note="", created_by="test"
            )
        return str(row["id"])

    def publish(self, solve_id: str) -> None:
        """Publish the result of a solve."""
        with self.api.database.write() as connection:
            solve = solves.one(connection, self.consortium_id, solve_id)
            assert solve is not None
            row, _ = publications.draft(
                connection, self.consortium_id, solve, note="", created_by="test"
            )
            publications.publish(connection, self.consortium_id, row["id"])

    def fresh_sweep(self, *, live: bool = False) -> str:
        """Another sweep, with a run that waits or with none."""
        with self.api.database.write() as connection:
            new = sweeps.NewSweep(
                self.problem, {"scenarios": [None], "policies": [None]}, "test", name="sweep"
            )
            found = str(sweeps.add(connection, self.consortium_id, new)["id"])
        if live:
            self.live(sweep_id=found)
        return found

    def fresh_token(self) -> str:
        """Another token."""
        with self.api.database.write() as connection:
            new_token(
                connection,
                consortium_id=self.consortium_id,
                role=Role.RESEARCHER,
                name=title_of(self.consortium_id),
            )
            rows = tokens.listed(connection, self.consortium_id)
        return str(max(rows, key=lambda row: row["created_at"])["id"])

    def exported(self) -> str:
        """The name of a result in an export."""
        assert self.solve
        items = self.client(Role.RESEARCHER).get("/v1/research/results").json()["items"]
        return str(items[0]["result"])

    def ids(self) -> set[str]:
        """The ids of all that the consortium has."""
        with self.api.database.read() as connection:
            return {
                str(row.id)
                for table in (
                    *(tables.problems, tables.solves, tables.sweeps),
                    *(tables.publications, tables.tokens),
                )
                for row in connection.execute(
                    table.select().where(table.c.consortium_id == self.consortium_id)
                )
            }

    def snapshot(self) -> dict[str, list[str]]:
        """All rows of the consortium."""
        with self.api.database.read() as connection:
            return {
                table.name: sorted(
                    repr(tuple(row))
                    for row in connection.execute(
                        table.select().where(table.c.consortium_id == self.consortium_id)
                    )
                )
                for table in tables.metadata.sorted_tables
                if "consortium_id" in table.c
            }
