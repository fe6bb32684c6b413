"""The command that binds people who log in elsewhere: bound anew, listed, taken away, refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from allocator.cli.declaring import Invocation
from allocator.texts.issues import InputError
from api.serving.binding import run_person
from api.settings import Settings
from api.storage.database import Database
from api.storage.erasing import erase

ISSUER = "https://issuer.example"
ANNA = {"--issuer": ISSUER, "--subject": "anna"}
MEMBER = {**ANNA, "--consortium": "Hajnowka.1", "--role": "member", "--member": "M1"}


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("ALLOCATOR_OPENID_ISSUER", raising=False)
    return tmp_path / "data"


def person(data: Path, given: dict[str, Any]) -> int:
    usual = dict.fromkeys((*MEMBER, "--remove", "--list", "--settings"))
    values = {**usual, "--format": "json", **given, "--data": str(data)}
    return run_person(Invocation(values, "en"))


def listed(data: Path, capsys: pytest.CaptureFixture[str], **given: Any) -> list[dict[str, Any]]:
    capsys.readouterr()
    person(data, {"--list": True, **given})
    found: list[dict[str, Any]] = json.loads(capsys.readouterr().out)["people"]
    return found


def faults(data: Path, given: dict[str, Any]) -> list[tuple[str, str]]:
    with pytest.raises(InputError) as error:
        person(data, given)
    return [(each.code, each.column) for each in error.value.issues]


def test_a_person_is_bound_then_bound_anew_and_unbound(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert person(data, MEMBER) == 0
    (found,) = listed(data, capsys)
    assert (found["subject"], found["role"], found["member_id"]) == ("anna", "member", "M1")
    person(data, {**ANNA, "--consortium": "co-b", "--role": "coordinator"})
    (found,) = listed(data, capsys)
    assert (found["consortium_id"], found["role"]) == ("co-b", "coordinator")
    assert listed(data, capsys, **{"--consortium": "Hajnowka.1"}) == []
    assert person(data, {**ANNA, "--remove": True}) == 0
    assert listed(data, capsys) == []
    assert faults(data, {**ANNA, "--remove": True}) == [("person_unknown", "--subject")]


def test_the_issuer_of_the_settings_counts_where_none_is_typed(
    data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    given = {**MEMBER, "--issuer": None}
    assert faults(data, given) == [("person_issuer", "--issuer")]
    monkeypatch.setenv("ALLOCATOR_OPENID_ISSUER", "https://other.example")
    monkeypatch.setenv("ALLOCATOR_OPENID_AUDIENCE", "allocator")
    person(data, given)
    assert [each["issuer"] for each in listed(data, capsys)] == ["https://other.example"]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, [("person_one_thing", "")]),
        ({"--list": True, "--remove": True}, [("person_one_thing", "")]),
        ({**MEMBER, "--remove": True}, [("person_one_thing", "")]),
        ({"--remove": True}, [("person_subject", "--subject")]),
        (
            {"--role": "member", "--subject": "x" * 256, "--consortium": "z ł"},
            [
                ("person_subject", "--subject"),
                ("consortium_name", "--consortium"),
                ("token_member", "--member"),
            ],
        ),
        ({**MEMBER, "--role": "admin"}, [("token_member", "--member")]),
    ],
)
def test_all_that_is_wrong_is_told_at_once(
    data: Path, given: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    assert faults(data, given) == expected


def test_nobody_is_bound_in_a_consortium_that_was_erased(data: Path) -> None:
    person(data, MEMBER)
    database = Database(Settings(data=data).address)
    erase(database, "Hajnowka.1", data=data, actor="command-line")
    database.close()
    assert faults(data, MEMBER) == [("consortium_erased", "--consortium")]
