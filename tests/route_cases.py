"""Every route, the right that it needs, and a request to it. A new route needs a line here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from api.people.rights import Right
from tests.rights_world import MEMBER, SPLIT, World, problem_text


@dataclass(frozen=True)
class Call:
    """A request to a path, with what the client takes beside it."""

    path: str
    given: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Case:
    """Who may call a route (None: everybody) and what its answer is for who may.

    `call` makes the request about things of one consortium; `about` says whether it names any:
    then the same about another's things is "not found".
    """

    right: Right | None
    call: Callable[[World], Call]
    status: int = 200
    about: bool = True


def _plain(path: str) -> Callable[[World], Call]:
    return lambda world: Call(path)


def _json(body: Any) -> dict[str, Any]:
    return {"json": body}


_NUMBERS = count(1)
"""So that each derived problem is a new one."""

CASES: dict[str, Case] = {
    "GET /openapi.json": Case(None, _plain("/openapi.json"), about=False),
    "HEAD /openapi.json": Case(None, _plain("/openapi.json"), about=False),
    # what the service is
    "GET /v1/health": Case(None, _plain("/v1/health"), about=False),
    "GET /v1/ready": Case(None, _plain("/v1/ready"), about=False),
    "GET /v1/metrics": Case(Right.ADMINISTER, _plain("/v1/metrics"), about=False),
    "GET /v1/me": Case(Right.READ_SERVICE, _plain("/v1/me"), about=False),
    "GET /v1/demo": Case(Right.READ_SERVICE, _plain("/v1/demo"), about=False),
    "GET /v1/operations": Case(Right.READ_SERVICE, _plain("/v1/operations"), about=False),
    "GET /v1/schema": Case(Right.READ_SERVICE, _plain("/v1/schema"), about=False),
    "GET /v1/schema/{name}": Case(Right.READ_SERVICE, _plain("/v1/schema/result"), about=False),
    # problems
    "POST /v1/problems": Case(
        Right.WRITE_PROBLEMS,
        lambda world: Call(
            "/v1/problems",
            {
                "content": problem_text(world.consortium_id),
                "headers": {"Content-Type": "application/json"},
            },
        ),
        about=False,
    ),
    "GET /v1/problems": Case(Right.READ_PROBLEMS, _plain("/v1/problems"), about=False),
    "GET /v1/problems/{problem_id}": Case(
        Right.READ_PROBLEMS, lambda world: Call(f"/v1/problems/{world.problem}")
    ),
    "GET /v1/problems/{problem_id}/document": Case(
        Right.READ_PROBLEMS, lambda world: Call(f"/v1/problems/{world.problem}/document")
    ),
    "PATCH /v1/problems/{problem_id}": Case(
        Right.WRITE_PROBLEMS,
        lambda world: Call(f"/v1/problems/{world.problem}", _json({"note": "x"})),
    ),
    "DELETE /v1/problems/{problem_id}": Case(
        Right.WRITE_PROBLEMS, lambda world: Call(f"/v1/problems/{world.fresh_problem()}"), 204
    ),
    "POST /v1/problems/{problem_id}/scenarios": Case(
        Right.WRITE_PROBLEMS,
        lambda world: Call(
            f"/v1/problems/{world.problem}/scenarios",
            _json(
                {
                    "steps": [
                        {
                            "target": "offers",
                            "key": "all",
                            "field": "unit_cost_pln",
                            "operation": "multiply",
                            "value": 1 + next(_NUMBERS) / 100,
                        }
                    ]
                }
            ),
        ),
        201,
    ),
    "GET /v1/policies": Case(
        Right.READ_PROBLEMS,
        lambda world: Call("/v1/policies", {"params": {"problem_id": world.problem}}),
    ),
    # solves
    "POST /v1/solves": Case(
        Right.SOLVE,
        lambda world: Call("/v1/solves", _json({"problem_id": world.problem})),
        202,
    ),
    "GET /v1/solves": Case(Right.READ_RESULTS, _plain("/v1/solves"), about=False),
    "GET /v1/solves/{solve_id}": Case(
        Right.READ_RESULTS, lambda world: Call(f"/v1/solves/{world.solve}")
    ),
    "PATCH /v1/solves/{solve_id}": Case(
        Right.SOLVE, lambda world: Call(f"/v1/solves/{world.solve}", _json({"note": "x"}))
    ),
    "POST /v1/solves/{solve_id}/stop": Case(
        Right.SOLVE, lambda world: Call(f"/v1/solves/{world.live()}/stop"), 202
    ),
    "DELETE /v1/solves/{solve_id}": Case(
        Right.SOLVE, lambda world: Call(f"/v1/solves/{world.ended()}"), 204
    ),
    "GET /v1/solves/{solve_id}/events": Case(
        Right.READ_RESULTS, lambda world: Call(f"/v1/solves/{world.solve}/events")
    ),
    "GET /v1/solves/{solve_id}/result": Case(
        Right.READ_RESULTS, lambda world: Call(f"/v1/solves/{world.solve}/result")
    ),
    "GET /v1/solves/{solve_id}/certificate": Case(
        Right.READ_RESULTS, lambda world: Call(f"/v1/solves/{world.solve}/certificate")
    ),
    "GET /v1/solves/{solve_id}/members/{member_id}": Case(
        Right.READ_OWN, lambda world: Call(f"/v1/solves/{world.solve}/members/{MEMBER}")
    ),
    # judging
    "POST /v1/evaluate": Case(
        Right.EVALUATE,
        lambda world: Call("/v1/evaluate", _json({"problem_id": world.problem, "split": SPLIT})),
    ),
    "POST /v1/solves/{solve_id}/evaluate": Case(
        Right.EVALUATE,
        lambda world: Call(f"/v1/solves/{world.solve}/evaluate", _json({"split": SPLIT})),
    ),
    "GET /v1/compare": Case(
        Right.READ_RESULTS,
        lambda world: Call("/v1/compare", {"params": {"a": world.solve, "b": world.unpublished()}}),
    ),
    # sweeps
    "POST /v1/sweeps": Case(
        Right.SOLVE, lambda world: Call("/v1/sweeps", _json({"problem_id": world.problem})), 202
    ),
    "GET /v1/sweeps": Case(Right.READ_RESULTS, _plain("/v1/sweeps"), about=False),
    "GET /v1/sweeps/{sweep_id}": Case(
        Right.READ_RESULTS, lambda world: Call(f"/v1/sweeps/{world.sweep}")
    ),
    "PATCH /v1/sweeps/{sweep_id}": Case(
        Right.SOLVE, lambda world: Call(f"/v1/sweeps/{world.sweep}", _json({"note": "x"}))
    ),
    "POST /v1/sweeps/{sweep_id}/stop": Case(
        Right.SOLVE,
        lambda world: Call(f"/v1/sweeps/{world.fresh_sweep(live=True)}/stop"),
        202,
    ),
    "DELETE /v1/sweeps/{sweep_id}": Case(
        Right.SOLVE, lambda world: Call(f"/v1/sweeps/{world.fresh_sweep()}"), 204
    ),
    "GET /v1/sweeps/{sweep_id}/table": Case(
        Right.READ_RESULTS, lambda world: Call(f"/v1/sweeps/{world.sweep}/table")
    ),
    # publications
    "POST /v1/publications": Case(
        Right.PUBLISH,
        lambda world: Call("/v1/publications", _json({"solve_id": world.unpublished()})),
        201,
    ),
    "GET /v1/publications": Case(Right.READ_PUBLICATIONS, _plain("/v1/publications"), about=False),
    "GET /v1/publications/{publication_id}": Case(
        Right.READ_PUBLICATIONS, lambda world: Call(f"/v1/publications/{world.publication}")
    ),
    "DELETE /v1/publications/{publication_id}": Case(
        Right.PUBLISH, lambda world: Call(f"/v1/publications/{world.fresh_draft()}"), 204
    ),
    "POST /v1/publications/{publication_id}/publish": Case(
        Right.PUBLISH,
        lambda world: Call(f"/v1/publications/{world.draft_of_another_problem()}/publish"),
    ),
    "POST /v1/publications/{publication_id}/responses": Case(
        Right.RESPOND,
        lambda world: Call(
            f"/v1/publications/{world.publication}/responses",
            _json({"answer": "accepts", "member_id": MEMBER}),
        ),
        201,
    ),
    "GET /v1/publications/{publication_id}/responses": Case(
        Right.READ_PUBLICATIONS,
        lambda world: Call(f"/v1/publications/{world.publication}/responses"),
    ),
    # research and administration
    "GET /v1/research/results": Case(Right.RESEARCH, _plain("/v1/research/results"), about=False),
    "GET /v1/research/results/{name}": Case(
        Right.RESEARCH, lambda world: Call(f"/v1/research/results/{world.exported()}")
    ),
    "GET /v1/audit": Case(Right.ADMINISTER, _plain("/v1/audit"), about=False),
    "GET /v1/tokens": Case(Right.ADMINISTER, _plain("/v1/tokens"), about=False),
    "DELETE /v1/tokens/{token_id}": Case(
        Right.ADMINISTER, lambda world: Call(f"/v1/tokens/{world.fresh_token()}"), 204
    ),
}
