"""Problems through the service: received in every form, found again, shown, renamed, deleted."""

from __future__ import annotations

import io
import json
from typing import Any
from zipfile import ZipFile

import pytest
from starlette.testclient import TestClient

from allocator.reading import read_problem, write_workbook, write_zip
from tests.service import GRANT, WORKBOOK, Api, small_document

JSON = {"Content-Type": "application/json"}
XLSX = {"Content-Type": WORKBOOK}


def grant_files(folder: Any) -> dict[str, bytes]:
    """The grant in the forms that people send."""
    tables = read_problem(GRANT).tables
    write_workbook(tables, folder / "grant.xlsx")
    write_zip(tables, folder / "grant.zip")
    return {each: (folder / f"grant.{each}").read_bytes() for each in ("xlsx", "zip")}


def test_a_problem_is_stored_and_shown(both_api: Api) -> None:
    response = both_api.client.post(
        "/v1/problems?name=Opieka&note=pierwsza", content=small_document(), headers=JSON
    )
    assert response.status_code == 201
    found = response.json()
    assert response.headers["location"] == f"/v1/problems/{found['id']}"
    assert (found["name"], found["note"], found["base_id"]) == ("Opieka", "pierwsza", None)
    assert found["summary"]["counts"]["members"] == 2
    assert [each["policy_id"] for each in found["summary"]["policies"]] == ["balanced", "even"]
    assert found["summary"]["scenarios"][0]["scenario_id"] == "S1"
    assert found["created_at"].endswith("Z")
    assert both_api.client.get(response.headers["location"]).json() == found


def test_the_same_problem_in_any_form_is_found_again(api: Api, tmp_path: Any) -> None:
    files = grant_files(tmp_path)
    first = api.client.post("/v1/problems", content=files["xlsx"], headers=XLSX)
    zipped = api.client.post(
        "/v1/problems", content=files["zip"], headers={"Content-Type": "application/zip"}
    )
    form = api.client.post(
        "/v1/problems",
        files={"file": ("Zlecenie 2026.xlsx", files["xlsx"], "application/octet-stream")},
        data={"name": "other"},
    )
    assert [each.status_code for each in (first, zipped, form)] == [201, 200, 200]
    assert len({each.json()["id"] for each in (first, zipped, form)}) == 1
    assert form.json()["name"] == first.json()["name"] != "other"
    assert len(api.client.get("/v1/problems").json()["items"]) == 1


def test_a_problem_that_is_here_keeps_its_name_and_says_so(both_api: Api) -> None:
    first = both_api.post_problem(name="Opieka", note="pierwsza")
    assert both_api.post_problem() == first
    assert both_api.post_problem(name="Opieka") == first
    again = both_api.post_problem(name="Dowozy", note="druga")
    assert (again["id"], again["name"], again["note"]) == (first["id"], "Opieka", "pierwsza")
    told = [(each["code"], each["column"], each["value"]) for each in again["notices"]]
    assert told == [("kept_as_it_was", "name", "Dowozy"), ("kept_as_it_was", "note", "druga")]
    assert [each["parameters"]["kept"] for each in again["notices"]] == ["Opieka", "pierwsza"]
    # It is said to who asked, and not kept.
    assert both_api.client.get(f"/v1/problems/{first['id']}").json() == first


def test_the_order_of_rows_makes_no_other_problem(both_api: Api) -> None:
    first = both_api.post_problem()
    content = json.loads(small_document())
    for table in ("members", "offers", "policies"):
        content[table].reverse()
    again = both_api.post_problem(json.dumps(content))
    assert again["id"] == first["id"]
    content["policies"][0]["tolerance_pct"] = 1
    other = both_api.post_problem(json.dumps(content))
    assert other["id"] != first["id"]
    assert other["digest"] == first["digest"]


def test_a_problem_of_another_consortium_is_never_found(guarded_api: Api) -> None:
    first = guarded_api.as_role("coordinator", "co-first")
    second = guarded_api.as_role("coordinator", "co-second")
    answers = [
        each.post("/v1/problems", content=small_document(), headers=JSON)
        for each in (first, second)
    ]
    assert [each.status_code for each in answers] == [201, 201]
    own, foreign = (each.json()["id"] for each in answers)
    assert own != foreign
    assert first.get(f"/v1/problems/{foreign}").status_code == 404
    assert first.delete(f"/v1/problems/{foreign}").status_code == 404
    assert [each["id"] for each in first.get("/v1/problems").json()["items"]] == [own]


def test_every_fault_is_told_and_nothing_is_stored(api: Api) -> None:
    content = json.loads(small_document())
    content["offers"][0]["unit_cost_pln"] = "12,3,4"
    content["offers"][1]["member_id"] = "M9"
    response = api.client.post("/v1/problems", content=json.dumps(content), headers=JSON)
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    told = response.json()
    assert told["code"] == "bad_input"
    assert {(each["table"], each["row"], each["column"]) for each in told["issues"]} >= {
        ("offers", 2, "unit_cost_pln"),
        ("offers", 3, "member_id"),
    }
    assert all(each["text_pl"] and each["text_en"] for each in told["issues"])
    assert api.client.get("/v1/problems").json()["items"] == []


@pytest.mark.parametrize(
    ("data", "media_type", "status"),
    [
        (b"", "application/json", 422),
        (b"{}", "application/json", 422),
        (b"[" * 100_000, "application/json", 422),
        (b'{"demand": "\\ud800"}', "application/json", 422),
        (b"\xff\xfe", "application/json", 422),
        (b"no workbook", WORKBOOK, 422),
        (b"PK\x03\x04", "application/zip", 422),
        (b"x", "text/html", 415),
        (b"x", "", 415),
        (b"x", "multipart/form-data", 400),
        (b"--x\r\n", "multipart/form-data; boundary=x", 422),
    ],
)
def test_what_is_no_problem_is_refused(api: Api, data: bytes, media_type: str, status: int) -> None:
    headers = {"Content-Type": media_type} if media_type else {}
    response = api.client.post("/v1/problems", content=data, headers=headers)
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"


def test_texts_that_no_database_takes_are_refused(both_api: Api) -> None:
    for text in ("\x00", "\ud800"):
        content = json.loads(small_document())
        content["members"][0]["name_pl"] = f"Żubr{text}"
        response = both_api.client.post("/v1/problems", content=json.dumps(content), headers=JSON)
        assert response.status_code in (200, 201, 422), response.text


def test_a_zip_bomb_is_refused(api: Api) -> None:
    packed = io.BytesIO()
    with ZipFile(packed, "w", compression=8) as archive:
        archive.writestr("offers.csv", b"0" * 50_000_000)
    response = api.client.post(
        "/v1/problems", content=packed.getvalue(), headers={"Content-Type": "application/zip"}
    )
    assert response.status_code == 422
    assert response.json()["issues"][0]["code"] == "packed_too_tightly"


def test_the_document_comes_back_as_json_and_as_a_workbook(api: Api, tmp_path: Any) -> None:
    found = api.post_problem()
    place = f"/v1/problems/{found['id']}"
    document = api.client.get(f"{place}/document")
    assert document.text == small_document()
    for path in (place, f"{place}/document"):
        workbook = api.client.get(path, headers={"Accept": WORKBOOK})
        assert workbook.headers["content-type"] == WORKBOOK
        assert '.xlsx"' in workbook.headers["content-disposition"]
        again = api.client.post("/v1/problems", content=workbook.content, headers=XLSX)
        assert (again.status_code, again.json()["id"]) == (200, found["id"])
    assert api.client.get(place, headers={"Accept": "image/png"}).status_code == 406


def test_what_is_known_already_is_not_sent_again(api: Api) -> None:
    place = f"/v1/problems/{api.post_problem()['id']}"
    for path in (place, f"{place}/document"):
        etag = api.client.get(path).headers["etag"]
        known = api.client.get(path, headers={"If-None-Match": f'"x", {etag}'})
        assert (known.status_code, known.content, known.headers["etag"]) == (304, b"", etag)
        workbook = api.client.get(path, headers={"If-None-Match": etag, "Accept": WORKBOOK})
        assert workbook.status_code == 200
    etag = api.client.get(place).headers["etag"]
    api.client.patch(place, json={"name": "inna"})
    assert api.client.get(place, headers={"If-None-Match": etag}).status_code == 200


def test_name_and_note_change_one_by_one(both_api: Api) -> None:
    place = f"/v1/problems/{both_api.post_problem(name='pierwsza', note='uwaga')['id']}"
    changed = both_api.client.patch(place, json={"name": "druga"})
    assert (changed.json()["name"], changed.json()["note"]) == ("druga", "uwaga")
    assert both_api.client.patch(place, json={"digest": "x"}).status_code == 422
    assert both_api.client.patch(place, json={"name": "x" * 201}).status_code == 422
    plain = {"Content-Type": "text/plain"}
    assert both_api.client.patch(place, content=b"{}", headers=plain).status_code == 415


def test_a_problem_is_deleted_unless_something_needs_it(both_api: Api) -> None:
    client = both_api.client
    problem_id = both_api.post_problem()["id"]
    solve = both_api.post_solve(problem_id)
    refused = client.delete(f"/v1/problems/{problem_id}")
    assert (refused.status_code, refused.json()["code"]) == (409, "still_live")
    client.delete(f"/v1/solves/{solve['id']}")
    assert client.delete(f"/v1/problems/{problem_id}").status_code == 204
    assert client.get(f"/v1/problems/{problem_id}").status_code == 404
    assert client.get(f"/v1/solves/{solve['id']}").status_code == 404
    assert client.delete(f"/v1/problems/{problem_id}").status_code == 404


def test_lists_come_in_pages_and_can_be_filtered(both_api: Api) -> None:
    ids = [
        both_api.post_problem(small_document(budget=100 + each), name=f"Nr {each} Żubr")["id"]
        for each in range(5)
    ]
    client, seen, cursor = both_api.client, [], None
    while True:
        query = {"limit": 2} | ({"cursor": cursor} if cursor else {})
        page = client.get("/v1/problems", params=query).json()
        seen += [each["id"] for each in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == ids[::-1]
    named = client.get("/v1/problems", params={"name": "nr 3"}).json()["items"]
    assert [each["id"] for each in named] == [ids[3]]
    assert client.get("/v1/problems", params={"name": "%"}).json()["items"] == []


@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=201", "limit=x", "cursor=p0", "cursor=x", "cursor=p1%00", "name=%00"],
)
def test_bad_queries_are_told(api: Api, query: str) -> None:
    response = api.client.get(f"/v1/problems?{query}")
    assert response.status_code == 422
    assert response.json()["code"] in ("bad_body", "bad_cursor")


def test_a_full_store_takes_no_more(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    from api.storage import consortia

    with api.database.write() as connection:
        consortia.set_ceilings(connection, "local", storage_megabytes=1)
    monkeypatch.setattr(
        consortia, "usage", lambda *_: consortia.Usage(bytes=2**20 - 10, queued=0, solving=0)
    )
    response = api.client.post("/v1/problems", content=small_document(), headers=JSON)
    assert (response.status_code, response.json()["code"]) == (422, "storage_full")


def test_only_staff_touches_problems(guarded_api: Api) -> None:
    staff: TestClient = guarded_api.as_role("coordinator")
    place = staff.post("/v1/problems", content=small_document(), headers=JSON).headers["location"]
    for role, member in (("member", "M1"), ("researcher", None)):
        other = guarded_api.as_role(role, member_id=member)
        assert other.get(place).status_code == 403
        assert other.post("/v1/problems", content=small_document(), headers=JSON).status_code == 403
    assert guarded_api.client.get(place).status_code == 401
