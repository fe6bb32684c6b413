"""JSON documents: exact numbers, strict shapes, versions; and their published schema."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from allocator.problem.tables import TABLES
from allocator.reading import read_problem, read_tables, write_json
from allocator.reading.schema import problem_schema, schema_text
from tests.inputs import GRANT, TOWN, codes, document, faults, folder, only_fault

SCHEMA = Path("docs/schema/problem.schema.json")


def test_the_same_commission_as_files(tmp_path: Path) -> None:
    problem = read_problem(document(tmp_path / "in.json"))
    assert problem == read_problem(folder(tmp_path / "texts"))
    assert problem.commission.meanings == (("period_start", "first day"),)


@pytest.mark.parametrize(
    ("price", "expected"),
    [(49.8, "49.8"), (50, "50"), ("49.80", "49.8"), ("1 234.5 zł", "1234.5"), (5e1, "50")],
)
def test_numbers_are_exact(tmp_path: Path, price: Any, expected: str) -> None:
    offer = {"component_id": "C1", "member_id": "M1", "unit_cost_pln": price, "capacity_max": 10}
    (found,) = read_problem(document(tmp_path / "in.json", offers=[offer])).offers
    assert found.unit_cost_pln == Fraction(expected)


def test_lists_texts_numbers_and_nothing(tmp_path: Path) -> None:
    component = {"component_id": 7, "sector_id": "S1", "quantity": 10, "min_lot": None}
    rows = [component | {"required_competences": lists} for lists in (["K1", "K2"], "K1; K2")]
    for row in rows:
        path = document(tmp_path / "in.json", components=[row])
        (found,) = read_tables(path).tables["components"]
        assert found.component_id == "7"  # type: ignore[attr-defined]
        assert found.required_competences == ("K1", "K2")  # type: ignore[attr-defined]
        assert found.min_lot is None  # type: ignore[attr-defined]


def test_unlisted_keys_are_carried_as_text(tmp_path: Path) -> None:
    members = [{"member_id": "M1", "kolor": "żółty", "nr": 7.50, "młody": True, "brak": None}]
    (found,) = read_tables(document(tmp_path / "in.json", members=members)).tables["members"]
    assert found.extras == (("kolor", "żółty"), ("młody", "1"), ("nr", "7.5"))


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"format_version": 2}, ("format_too_new", "in.json", None, "format_version", "2")),
        ({"format_version": "x"}, ("bad_format_version", "in.json", None, "format_version", "x")),
        ({"format_version": 0}, ("bad_format_version", "in.json", None, "format_version", "0")),
        ({"commission": []}, ("json_not_an_object", "commission", None, "", "")),
        ({"offers": {}}, ("json_not_a_list", "offers", None, "", "")),
        ({"offers": [{}, 5]}, ("json_not_an_object", "offers", 3, "", "")),
        ({"pins": [{"member_id": "M1", "component_id": "C1", "quantity": [1]}]},
         ("not_a_cell", "pins", 2, "quantity", "1")),
        ({"pins": [{"member_id": "M1", "component_id": "C1", "quantity": {"x": 1}}]},
         ("not_a_cell", "pins", 2, "quantity", '{"x": 1}')),
        ({"pins": [{"member_id": "M1", "component_id": "C1", "quantity": "dwa"}]},
         ("bad_number", "pins", 2, "quantity", "dwa")),
        ({"pins": [{"member_id": "M1", "component_id": "C1", "quantity": 1e300}]},
         ("number_too_large", "pins", 2, "quantity", "1E+300")),
        ({"pins": [{"member_id": "M1", "component_id": "C1", "quantity": True}]},
         ("bad_number", "pins", 2, "quantity", "TRUE")),
        ({"pins": [{"member_id": "M1", "component_id": "C1"}]},
         ("missing_column", "pins", 1, "quantity", "")),
        ({"members": [{"member_id": "M1"}, {"member_id": "M2"}, {"member_id": True}]},
         ("bad_identifier", "members", 4, "member_id", "TRUE")),
        ({"offers": None}, ("table_missing", "offers", None, "", "")),
    ],
)  # fmt: skip
def test_faults(tmp_path: Path, changed: dict[str, Any], expected: tuple[Any, ...]) -> None:
    found = next(
        each
        for each in faults(document(tmp_path / "in.json", **changed))
        if each.code == expected[0]
    )
    assert (found.code, found.table, found.row, found.column, found.value) == expected


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[]", "json_not_an_object"),
        ("{", "broken_json"),
        ('{"commission": {}} x', "broken_json"),
        ('{"commission": {"budget_total_pln": NaN}}', "not_finite"),
        ('{"commission": {"budget_total_pln": -Infinity}}', "not_finite"),
        ('{"offers": [], "offers": []}', "json_key_twice"),
        ('{"offers": [{"member_id": "M1", "member_id": "M2"}]}', "json_key_twice"),
        ("{}", "no_tables"),
        ('{"notes": []}', "no_tables"),
        ('{"status": "optimal", "assignments": [], "members": []}', "result_not_problem"),
        ("[" * 100_000, "broken_json"),
        ('{"pins": [{"quantity": ' + "9" * 5000 + "}]}", "broken_json"),
        ('{"pins": [{"quantity": 1e999999999999999999999}]}', "broken_json"),
    ],
)
def test_documents_that_are_none(tmp_path: Path, text: str, code: str) -> None:
    path = tmp_path / "in.json"
    path.write_text(text)
    assert code in codes(path)


def test_a_broken_document_says_where(tmp_path: Path) -> None:
    path = tmp_path / "in.json"
    path.write_text('{\n  "offers": [\n    {,}\n  ]\n}')
    found = only_fault(path)
    assert (found.row, dict(found.parameters)["column"]) == (3, "6")


def test_wrong_encoding_says_where(tmp_path: Path) -> None:
    path = tmp_path / "in.json"
    path.write_bytes('{\n"members": [{"name_pl": "Źródło"}]}'.encode("cp1250"))
    found = only_fault(path)
    assert (found.code, found.row) == ("bad_encoding", 2)


def test_unknown_tables_are_left_alone_with_a_notice(tmp_path: Path) -> None:
    read = read_tables(document(tmp_path / "in.json", notes=[1, 2]))
    assert [(each.code, each.table) for each in read.notices] == [("not_a_table", "notes")]


def test_the_published_schema_is_current() -> None:
    assert SCHEMA.read_text(encoding="utf-8") == schema_text()


def test_the_schema_is_one_and_names_every_column() -> None:
    schema = problem_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    assert set(TABLES) < set(schema["properties"])
    assert "unit_cost_pln" in schema["properties"]["offers"]["items"]["required"]


@pytest.mark.parametrize("path", [TOWN, GRANT])
def test_what_we_write_fits_the_schema(tmp_path: Path, path: Path) -> None:
    write_json(read_tables(path).tables, tmp_path / "out.json")
    content = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(problem_schema()).validate(content)


@pytest.mark.parametrize(
    "changed",
    [
        {"format_version": 2},
        {"offers": None},
        {"commission": {"commission_id": "T1"}},
        {"pins": [{"member_id": "M1", "component_id": "C1", "quantity": "dwa"}]},
        {"pins": [{"member_id": "M1", "component_id": "C1", "quantity": -1}]},
        {"pins": [{"member_id": "M1;M2", "component_id": "C1", "quantity": 1}]},
        {"periods": [{"period": "styczeń"}]},
        {"members": [{"member_id": "M1", "is_small": "może"}]},
        {"links": [{"component_a": "C1", "component_b": "C2", "kind": "lubi"}]},
    ],
)
def test_what_reading_refuses_does_not_fit_the_schema(
    tmp_path: Path, changed: dict[str, Any]
) -> None:
    path = document(tmp_path / "in.json", **changed)
    assert faults(path)
    content = json.loads(path.read_text(encoding="utf-8"))
    assert not jsonschema.Draft202012Validator(problem_schema()).is_valid(content)
