"""Every route by every role, about own things and another consortium's, with real requests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts

from api.people.principals import Role
from api.people.rights import HOLDERS, Right, right_of
from tests.rights_world import Caller, World, caller, title_of
from tests.route_cases import CASES, Call
from tests.service import Api, served
from tests.service import _fresh as fresh

OWN, OTHER = "co-own", "co-other"
Worlds = tuple[World, World]


@pytest.fixture(
    scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.long)]
)
def api(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    folder = tmp_path_factory.mktemp("rights")
    for database in fresh(request, request.param, folder):
        with served(
            database, folder, authentication="tokens", requests_per_minute=1_000_000
        ) as found:
            yield found


@pytest.fixture(scope="module")
def worlds(api: Api) -> Worlds:
    found = World(api, OWN), World(api, OTHER)
    for world in found:
        assert world.callers
        assert world.problem
        assert world.solve
        assert world.sweep
        assert world.draft
    return found


def contexts(app: Any) -> list[Any]:
    return list(iter_route_contexts(app.routes))


def dependencies(dependant: Dependant) -> Iterator[Any]:
    yield dependant.call
    for each in dependant.dependencies:
        yield from dependencies(each)


def rights_of(route: Any) -> list[Right]:
    dependant = getattr(route, "dependant", None)
    found = [] if dependant is None else map(right_of, dependencies(dependant))
    return [each for each in found if each is not None]


def test_every_route_has_a_line_in_the_table_and_no_line_is_left_over(api: Api) -> None:
    routes = {f"{method} {each.path}" for each in contexts(api.app) for method in each.methods}
    assert routes == set(CASES)


def test_every_route_asks_for_the_right_in_the_table(api: Api) -> None:
    for each in contexts(api.app):
        for method in each.methods:
            case = CASES[f"{method} {each.path}"]
            assert rights_of(each) == ([] if case.right is None else [case.right]), each.path


def test_the_table_has_every_right_of_the_service() -> None:
    assert {case.right for case in CASES.values()} - {None} == set(Right)


@pytest.mark.parametrize("name", CASES)
def test_own_things(worlds: Worlds, name: str) -> None:
    """Whoever holds the right gets its answer, and never a word of another consortium."""
    own, other = worlds
    case = CASES[name]
    for role in Role:
        answer = asked(own.client(role), name, case.call(own))
        assert answer.status_code == expected(name, role, case.status), (role, answer.text)
        assert title_of(OTHER) not in answer.text
        assert not [each for each in other.ids() if each in answer.text], role


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.about])
def test_anothers_things_are_not_found_and_stay_as_they_are(worlds: Worlds, name: str) -> None:
    own, other = worlds
    case = CASES[name]
    for role in Role:
        call = case.call(other)
        before = other.snapshot()
        answer = asked(own.client(role), name, call)
        assert answer.status_code == expected(name, role, 404), (role, answer.text)
        assert title_of(OTHER) not in answer.text
        assert other.snapshot() == before, role


@pytest.mark.parametrize("name", CASES)
def test_without_credentials(worlds: Worlds, api: Api, name: str) -> None:
    own, _ = worlds
    case = CASES[name]
    stranger = Caller(api, {})
    call = case.call(own)
    before = own.snapshot()
    answer = asked(stranger, name, call)
    assert answer.status_code == (case.status if case.right is None else 401), answer.text
    assert own.snapshot() == before


def expected(name: str, role: Role, status: int) -> int:
    right = CASES[name].right
    return status if right is None or role in HOLDERS[right] else 403


def asked(client: Any, name: str, call: Call) -> Any:
    return client.request(name.split()[0], call.path, **call.given)


def test_two_results_are_compared_only_if_both_are_own(worlds: Worlds) -> None:
    own, other = worlds
    client = own.client(Role.COORDINATOR)
    for first, second in ((own.solve, other.solve), (other.solve, own.solve)):
        answer = client.get("/v1/compare", params={"a": first, "b": second})
        assert answer.status_code == 404


def test_filters_by_anothers_ids_find_nothing(worlds: Worlds) -> None:
    own, other = worlds
    client = own.client(Role.ADMIN)
    for path, parameters in (
        ("/v1/solves", {"problem_id": other.problem}),
        ("/v1/solves", {"sweep_id": other.sweep}),
        ("/v1/problems", {"base_id": other.problem}),
        ("/v1/problems", {"name": OTHER}),
        ("/v1/sweeps", {"problem_id": other.problem}),
        ("/v1/audit", {"object_id": other.problem}),
    ):
        answer = client.get(path, params=parameters)
        assert answer.status_code == 200
        assert answer.json()["items"] == []


def test_a_cursor_leads_into_nobody_elses_list(worlds: Worlds) -> None:
    own, other = worlds
    client = own.client(Role.ADMIN)
    for path in ("/v1/solves", "/v1/problems", "/v1/sweeps", "/v1/audit"):
        page = other.client(Role.ADMIN).get(path, params={"limit": 1}).json()
        seen, cursor = "", page["next_cursor"]
        if cursor:
            # Nobody else's cursors are taken, and so none tells how many things there are.
            foreign = client.get(path, params={"cursor": cursor})
            assert (foreign.status_code, foreign.json()["code"]) == (422, "bad_cursor")
        page = client.get(path, params={"limit": 3}).json()
        while page["next_cursor"]:
            seen += str(page)
            page = client.get(path, params={"cursor": page["next_cursor"], "limit": 3}).json()
        assert not [each for each in other.ids() if each in seen + str(page)]


def test_a_member_sees_its_own_rows_of_what_is_published(worlds: Worlds) -> None:
    own, _ = worlds
    client = own.client(Role.MEMBER)
    hidden = own.unpublished()
    for solve_id, member_id, status in (
        (own.solve, "M1", 200),
        (own.solve, "M2", 404),
        (own.solve, "nobody", 404),
        (hidden, "M1", 404),
    ):
        answer = client.get(f"/v1/solves/{solve_id}/members/{member_id}")
        assert answer.status_code == status, answer.text
    assert own.client(Role.COORDINATOR).get(f"/v1/solves/{hidden}/members/M2").status_code == 200


def test_a_members_answer_tells_nothing_of_other_members(worlds: Worlds) -> None:
    own, _ = worlds
    answer = own.client(Role.MEMBER).get(f"/v1/solves/{own.solve}/members/M1")
    for secret in ('"M2"', '"M3"', "Mały", "Trzeci"):
        assert secret not in answer.text


def test_a_revoked_token_is_of_no_use_at_once(worlds: Worlds, api: Api) -> None:
    own, _ = worlds
    client = caller(api, Role.COORDINATOR, OWN)
    assert client.get("/v1/me").status_code == 200
    listed = own.client(Role.ADMIN).get("/v1/tokens").json()["items"]
    newest = max(listed, key=lambda each: each["created_at"])
    assert own.client(Role.ADMIN).delete(f"/v1/tokens/{newest['id']}").status_code == 204
    assert client.get("/v1/me").status_code == 401
    assert own.client(Role.ADMIN).delete(f"/v1/tokens/{newest['id']}").status_code == 404


def test_tokens_are_listed_without_secrets_or_digests(worlds: Worlds) -> None:
    own, _ = worlds
    answer = own.client(Role.ADMIN).get("/v1/tokens")
    keys = {"id", "name", "role", "member_id", "created_at", "expires_at", "revoked_at"}
    assert all(set(each) == keys for each in answer.json()["items"])
    assert "alc_" not in answer.text


def test_me_says_what_may_be_done(worlds: Worlds) -> None:
    own, _ = worlds
    for role in Role:
        told = own.client(role).get("/v1/me").json()
        assert told["role"] == role.value
        assert told["consortium_id"] == OWN
        assert set(told["rights"]) == {each for each in Right if role in HOLDERS[each]}
