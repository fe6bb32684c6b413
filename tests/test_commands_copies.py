"""Copies of the service's data and their restore; erasure, and what copies still hold."""

from __future__ import annotations

from pathlib import Path

from api.storage import consortia
from api.storage.database import Database
from tests.operators import Operator
from tests.operators import operator as operator
from tests.operators import undisturbed as undisturbed


def test_a_copy_goes_there_and_back(operator: Operator, tmp_path: Path) -> None:
    operator.token()
    copy = tmp_path / "copy.zip"
    assert operator("backup", copy).code == 0
    elsewhere = Operator(operator.terminal, tmp_path / "elsewhere")
    assert elsewhere("restore", copy).code == 0
    assert elsewhere("token", "--list").out == operator("token", "--list").out


def test_a_copy_has_a_name_of_its_own_where_none_is_given(operator: Operator) -> None:
    operator.token()
    assert operator("backup").code == 0
    (made,) = (operator.data / "backups").iterdir()
    assert made.suffix == ".zip"


def test_what_a_copy_is_refused_for(operator: Operator, tmp_path: Path) -> None:
    operator.token()
    copy = tmp_path / "copy.zip"
    operator("backup", copy)
    damaged = tmp_path / "damaged.zip"
    damaged.write_bytes(copy.read_bytes()[:-200])
    for words, code in (
        (("backup", copy), "backup_exists"),
        (("backup", tmp_path / "copy.zip" / "x"), "file_failed"),
        (("restore", copy), "database_not_empty"),
        (("restore", tmp_path / "none.zip"), "file_failed"),
        (("restore", damaged), "backup_damaged"),
    ):
        ran = operator(*words)
        assert ran.code == 2
        assert f"[{code}]" in ran.err
    assert operator("restore", copy, "--replace").code == 0


def test_erasing_is_confirmed_and_done_again_after_a_restore(
    operator: Operator, tmp_path: Path
) -> None:
    operator.token()
    operator.token("--consortium", "other", "--role", "admin")
    operator("backup")
    (copy,) = (operator.data / "backups").iterdir()
    assert "[erase_unconfirmed]" in operator("erase", "hajnowka").err
    assert "[consortium_unknown]" in operator("erase", "nobody", "--yes").err
    erased = operator("erase", "hajnowka", "--yes")
    assert erased.code == 0
    assert str(copy) in erased.err
    restored = operator("restore", copy, "--replace")
    assert "Consortium hajnowka is erased again." in restored.err
    database = Database(f"sqlite:///{operator.data / 'allocator.sqlite'}")
    with database.read() as connection:
        assert [each["id"] for each in consortia.listed(connection)] == ["other"]
    database.close()


def test_an_erased_consortium_gets_no_token(operator: Operator) -> None:
    operator.token()
    operator("erase", "hajnowka", "--yes")
    ran = operator("token", "--consortium", "hajnowka", "--role", "admin", "--format", "json")
    assert (ran.code, ran.fault_codes) == (2, ["consortium_erased"])
