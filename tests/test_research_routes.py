"""Figures of an export by hand, its names, and the routes that give it."""

from decimal import Decimal

import pytest
from sqlalchemy import event

from allocator.reporting.exact_json import exact_text
from api.people.principals import Role
from api.people.pseudonyms import Pseudonyms, named
from api.storage import audit, problems, results, solves
from tests.research_cases import (
    document_of,
    export_of,
    random_commission,
    texts_in,
)
from tests.storage_cases import end, new_problem, new_solve


def test_ratios_are_told_in_steps_and_levels_from_below():
    def told(ratio):
        rows = [
            {"member_id": f"M{number}", "engaged": True, "ratio": Decimal(ratio)}
            for number in range(5)
        ]
        first = export_of({"members": rows})["members"][0]
        return str(first["ratio"]), first["level_pct"]

    assert told("0.875738") == ("0.9", 85)
    assert told("0.860000") == ("0.85", 85)
    assert told("0.849999") == ("0.85", 80)
    assert told("1.310000") == ("1.3", 100)
    assert told("7.123456") == ("2", 100)
    assert told("0") == ("0", 0)


def test_evenness_by_hand():
    # Ratios 1, 1, 1, 1 and 0: differences |x - y| over all 25 ordered pairs add up to 8;
    # Gini = 8 / (2 * 5 * 4) = 0.2, Jain = 4**2 / (5 * 4) = 0.8.
    rows = [{"engaged": True, "ratio": Decimal(each)} for each in (1, 1, 1, 1, 0)]
    assert export_of({"members": rows})["fairness"] == {
        "gini": Decimal("0.2"),
        "jain": Decimal("0.8"),
    }


def test_gaps_by_hand():
    def gap(value, bound):
        return export_of({"goals": [{"goal": "cost", "value": value, "bound": bound}]})["goals"][0][
            "gap"
        ]

    assert gap(Decimal(200), Decimal(199)) == Decimal("0.005")
    assert gap(0, 0) == 0
    assert gap(None, 5) is None
    assert gap([1], [1]) is None


def test_shares_by_hand():
    document = {
        "components": [{"component_id": "C1", "quantity": 100, "covered": 94}],
        "assignments": [
            {"member_id": "M1", "component_id": "C1", "quantity": 26},
            {"member_id": "M2", "component_id": "C1", "quantity": 68},
        ],
    }
    [told] = export_of(document)["components"]
    assert told["covered"] == Decimal("0.9")
    assert told["providers"] == 2
    assert told["shares"] == [Decimal("0.7"), Decimal("0.3")]


@pytest.mark.parametrize("document", [{}, {"components": [{"sector": "x"}], "members": "none"}])
def test_another_operations_result_is_told_by_its_states_only(document):
    export = export_of(document, operation="budget")
    assert export["operation"] == "budget"
    assert export["members"] == export["components"] == export["goals"] == []
    assert export["seconds"] == Decimal("2.6")


def test_a_name_leads_back_only_with_the_key():
    key, other = "ab" * 32, "cd" * 32
    name = Pseudonyms(key).name("so-1")
    assert named(key, name, ["so-0", "so-1"]) == "so-1"
    assert named(other, name, ["so-0", "so-1"]) is None
    assert named(key, name, ["so-0"]) is None
    assert named(key, "re-nonsense", ["so-0"]) is None
    assert Pseudonyms(key).name("so-1") != name


@pytest.fixture
def researched(guarded_api):
    """A service where two consortia have a result each, and its commission's document."""
    documents = {}
    for number, consortium in enumerate(("co-a", "co-b")):
        guarded_api.as_role(Role.ADMIN, consortium)
        documents[consortium] = document_of(*random_commission(100 + number))
        with guarded_api.database.write() as connection:
            problem, _ = problems.add(connection, consortium, new_problem())
            row = solves.add(connection, consortium, new_solve(problem["id"]))
            results.add(connection, consortium, row["id"], exact_text(documents[consortium]))
            end(connection, row["id"])
            solves.add(connection, consortium, new_solve(problem["id"], request_key="2"))
    return guarded_api, documents


def test_a_researcher_gets_exports_of_the_own_consortium_only(researched):
    api, documents = researched
    client = api.as_role(Role.RESEARCHER, "co-a")
    first, second = (client.get("/v1/research/results") for _ in range(2))
    [told] = first.json()["items"]
    assert told["counts"]["members"] == len(documents["co-a"]["members"])
    assert told["counts"]["members"] != len(documents["co-b"]["members"])
    assert told["result"] != second.json()["items"][0]["result"]
    for secret in texts_in([documents["co-a"]["members"], documents["co-a"]["components"]]):
        assert secret not in first.text


def test_one_result_by_the_name_it_had(researched):
    api, _ = researched
    client, other = (api.as_role(Role.RESEARCHER, each) for each in ("co-a", "co-b"))
    [told] = client.get("/v1/research/results").json()["items"]
    one = client.get(f"/v1/research/results/{told['result']}").json()
    assert one["counts"] == told["counts"]
    assert one["result"] != told["result"]
    assert other.get(f"/v1/research/results/{told['result']}").status_code == 404
    for name in ("re-0", "so-" + "0" * 24, "re-" + "0" * 40, "x" * 5000):
        assert client.get(f"/v1/research/results/{name}").status_code == 404


def test_an_export_reads_no_orders(researched):
    api, _ = researched
    client = api.as_role(Role.RESEARCHER, "co-a")
    said = []

    def listen(connection, cursor, statement, *rest):
        said.append(statement)

    event.listen(api.database.reading, "before_cursor_execute", listen)
    try:
        assert len(client.get("/v1/research/results").json()["items"]) == 1
    finally:
        event.remove(api.database.reading, "before_cursor_execute", listen)
    assert [each for each in said if "solves.id" in each]
    assert not [each for each in said if "solves.effective" in each or ".order" in each]


def test_an_export_is_written_down(researched):
    api, _ = researched
    api.as_role(Role.RESEARCHER, "co-a").get("/v1/research/results")
    with api.database.read() as connection:
        [row] = audit.listed(connection, "co-a", action="research.export").rows
    assert row["detail"] == {"count": 1}


@pytest.mark.parametrize("limit", ["0", "201", "x"])
def test_a_limit_that_makes_no_sense_is_refused(researched, limit):
    api, _ = researched
    client = api.as_role(Role.RESEARCHER, "co-a")
    assert client.get("/v1/research/results", params={"limit": limit}).status_code == 422
