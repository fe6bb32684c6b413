"""The client with a real service, which it starts and ends by itself."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from pathlib import Path

import pytest

from api.client import (
    AsyncClient,
    Client,
    ServiceError,
    served,
)
from tests.service import GRANT


def test_a_service_that_does_not_start_says_why(tmp_path: Path) -> None:
    with (
        pytest.raises(RuntimeError, match="did not start") as caught,
        served(tmp_path, slots=0),
    ):
        pass
    assert "ALLOCATOR_SLOTS" in str(caught.value)


def test_everything_with_a_real_service(tmp_path: Path) -> None:
    """From a folder of CSV to a published split, by both clients."""
    with served(slots=2) as address, Client(address) as client:
        assert client.health() == {"status": "up"}
        assert client.ready()["ready"]
        problem = client.post_problem(GRANT, name="Grant", note="z folderu")
        assert (problem.name, problem.base_id) == ("Grant", None)
        assert client.post_problem(client.problem_file(problem.id)).id == problem.id
        assert client.post_problem(client.problem_document(problem.id)).id == problem.id
        assert client.policies(problem.id)["items"]

        asked = client.solve(problem.id, goals=[{"goal": "cost"}], seed=3)
        kinds = [each.kind for each in client.events(asked.id)]
        assert (kinds[:2], kinds[-1]) == (["queued", "started"], "end")
        assert list(client.events(asked.id, after=len(kinds))) == []
        solve = client.wait(asked.id, timeout=60)
        assert (solve.job_state, solve.solve_result, solve.proved) == ("done", "optimal", True)
        assert solve.seed == 3
        result = client.result(solve.id)
        assert isinstance(result["total_pln"], Decimal)
        assert client.result_file(solve.id, "xlsx").startswith(b"PK")
        assert client.result_file(solve.id, "md", language="en").startswith(b"#")
        row = result["assignments"][0]
        assert client.member(solve.id, row["member_id"])["assignments"]

        names = ("member_id", "component_id", "quantity")
        split = [{name: each[name] for name in names} for each in result["assignments"]]
        assert client.evaluate(split, problem_id=problem.id)["verdict"] == "right"
        assert client.evaluate(split, solve_id=solve.id)["beside"] is not None
        with pytest.raises(ServiceError) as caught:
            client.solve(problem.id, policy="nobody")
        assert caught.value.issues[0]["column"] == "policy"

        derived = client.derive(problem.id, scenario=last_scenario(client, problem.id))
        assert derived.base_id == problem.id
        other = client.wait(client.solve(derived.id, goals=[{"goal": "cost"}]).id, timeout=60)
        assert "moves" in client.compare(solve.id, other.id)
        budget = client.wait(client.solve(problem.id, "budget").id, timeout=60)
        assert client.result(budget.id)["least_total_pln"] is not None

        draft = client.draft_publication(solve.id, note="na zebranie")
        assert client.publish(draft.id).state == "published"
        answer = client.respond(draft.id, "objects", member_id=row["member_id"])
        assert [each["answer"] for each in answer.responses] == ["objects"]
        assert [each.id for each in client.publications(state="published")] == [draft.id]

        # What administrators and researchers ask for.
        (export,) = client.research_results(limit=1)["items"]
        assert client.research_result(export["result"])["operation"] == export["operation"]
        page = client.audit(limit=1, action="publication.respond")
        assert [each["action"] for each in page["items"]] == ["publication.respond"]
        assert client.tokens() == {"items": []}
        with pytest.raises(ServiceError, match="not_found"):
            client.revoke_token("tk-" + 24 * "0")
        assert "result" in client.schemas()["items"]
        assert asyncio.run(in_asyncio(address, problem.id)) == ("done", True)


async def in_asyncio(address: str, problem_id: str) -> tuple[str, bool]:
    async with AsyncClient(address) as client:
        found = await client.sweep(problem_id, scenarios=["G0"], policies=["cheapest"])
        ended = await client.wait_sweep(found.id, timeout=60)
        table = await client.sweep_table(found.id)
        lines = (await client.sweep_csv(found.id)).splitlines()
        assert len(lines) == 1 + len(table["rows"])
        return ended.state, bool(table["complete"])


def last_scenario(client: Client, problem_id: str) -> str:
    return str(client.policies(problem_id)["scenarios"][-1]["scenario_id"])
