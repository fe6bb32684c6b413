"""What is written reads back the same, appears whole or not at all, and is safe to open."""

from __future__ import annotations

import csv
import json
import zipfile
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from allocator.problem.digest import problem_digest
from allocator.problem.records import Commission, Member, Offer
from allocator.reading import (
    atomic,
    convert,
    read_problem,
    read_tables,
    write_folder,
    write_json,
    write_tables,
    write_workbook,
    write_zip,
)
from allocator.reading.workbook_writing import stored_value
from allocator.texts.issues import InputError
from tests.inputs import GRANT, TOWN, folder


@pytest.mark.parametrize("path", [TOWN, GRANT])
def test_folder_workbook_document_zip_folder_without_loss(tmp_path: Path, path: Path) -> None:
    source = path
    for name in ("a.xlsx", "b.json", "c.zip", "d"):
        convert(source, tmp_path / name)
        source = tmp_path / name
        assert read_tables(source).tables == read_tables(path).tables
    assert read_problem(source) == read_problem(path)
    assert problem_digest(read_problem(source)) == problem_digest(read_problem(path))


def test_convert_keeps_warnings_and_notices(tmp_path: Path) -> None:
    told = {each.code for each in convert(TOWN, tmp_path / "out.json")}
    assert {"not_a_table", "permit_ends_early"} <= told


def test_convert_writes_nothing_that_has_faults(tmp_path: Path) -> None:
    source = folder(tmp_path / "in", offers="component_id,member_id\nC1,M1\n")
    with pytest.raises(InputError):
        convert(source, tmp_path / "out.xlsx")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["in"]


ODD_TEXTS = (
    '=HYPERLINK("http://example.org","x")',
    "+48 85 682 00 00",
    "-",
    "@SUMA(A1)",
    "#brak",
    'żółć „cudzysłów” "inny"; średnik, przecinek\ttabulator',
    "dwa\nwiersze",
    "007",
    "1/3",
    "tak",
    "1,5",
    "2026-01-01",
    "[] {}",
)


@pytest.mark.parametrize("name", ["out", "out.xlsx", "out.json", "out.zip"])
def test_odd_texts_and_exact_numbers_survive(tmp_path: Path, name: str) -> None:
    tables = dict(read_tables(folder(tmp_path / "in")).tables)
    member, other = tables["members"]
    tables["members"] = (
        *(
            replace(member, member_id=f"N{place}", name_pl=text, extras=(("uwaga =1+1", "=2"),))
            for place, text in enumerate(ODD_TEXTS)
        ),
        replace(
            other,
            target_share_pct=Fraction(1, 3),
            max_value_pln=Fraction("123456789.123456789"),
        ),
    )
    write_tables(tables, tmp_path / name)
    read = read_tables(tmp_path / name)
    assert read.faults == ()
    assert read.tables == tables


def test_texts_are_no_formulas_in_a_workbook(tmp_path: Path) -> None:
    tables = dict(read_tables(folder(tmp_path / "in")).tables)
    member = tables["members"][0]
    tables["members"] = (replace(member, name_pl="=1+1", extras=(("=2+2", "=3+3"),)),)
    write_workbook(tables, tmp_path / "out.xlsx")
    sheet = load_workbook(tmp_path / "out.xlsx")["members"]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.value for cell in cells} >= {"=1+1", "=2+2", "=3+3"}
    assert all(cell.data_type != "f" for cell in cells)


names = st.text(st.characters(codec="utf-8"), max_size=12)
amounts = st.fractions(min_value=0, max_value=10**6, max_denominator=10**4)
prices = st.integers(min_value=0, max_value=10**9).map(lambda units: Fraction(units, 10**4))


@settings(max_examples=15, deadline=None)
@given(name=names, extra=names, amount=amounts, price=prices, flag=st.booleans())
def test_any_rows_survive_the_round(
    tmp_path_factory: pytest.TempPathFactory,
    name: str, extra: str, amount: Fraction, price: Fraction, flag: bool,
) -> None:  # fmt: skip
    """Whatever reading has made of a text once, it makes again of what is written."""
    path = tmp_path_factory.mktemp("round")
    tables = dict(read_tables(folder(path / "in")).tables)
    (first, second) = tables["offers"]
    assert isinstance(first, Offer)
    tables["offers"] = (replace(first, unit_cost_pln=price, incumbent_quantity=amount), second)
    member = tables["members"][0]
    assert isinstance(member, Member)
    tables["members"] = (
        replace(member, name_pl=name, is_local=flag, extras=(("dodatek", extra),)),
    )
    write_json(tables, path / "first.json")
    once = read_tables(path / "first.json")
    if once.faults:  # a text such as #N/A stands for a spreadsheet error
        assert {each.code for each in once.faults} == {"error_value"}
        return
    assert once.tables["offers"] == tables["offers"]
    for target in ("a.xlsx", "b", "c.zip"):
        write_tables(once.tables, path / target)
        assert read_tables(path / target).tables == once.tables


@pytest.mark.parametrize(
    ("value", "stored"),
    [
        (Fraction("49.8"), 49.8),
        (Fraction(12), 12),
        (Fraction(1, 3), "1/3"),
        (Fraction("0.1234567890123456"), "0.1234567890123456"),
        (Fraction(10**12), 10**12),
        (Fraction("-0.05"), -0.05),
        (True, 1),
        (None, None),
        ((), None),
        (("K1", "K2"), "K1;K2"),
    ],
)  # fmt: skip
def test_numbers_are_cells_where_a_cell_holds_them_exactly(value: object, stored: object) -> None:
    assert stored_value(value) == stored  # type: ignore[arg-type]


def test_columns_that_say_nothing_are_left_out(tmp_path: Path) -> None:
    write_folder(read_tables(GRANT).tables, tmp_path / "out")
    with (tmp_path / "out" / "offers.csv").open(encoding="utf-8") as file:
        assert next(csv.reader(file)) == [
            "component_id", "member_id", "unit_cost_pln", "fixed_cost_pln", "capacity_max",
            "min_lot", "quality", "preference",
        ]  # fmt: skip


def test_documents_and_workbooks_carry_the_version(tmp_path: Path) -> None:
    tables = read_tables(GRANT).tables
    write_json(tables, tmp_path / "out.json")
    write_workbook(tables, tmp_path / "out.xlsx")
    assert json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["format_version"] == 1
    sheet = load_workbook(tmp_path / "out.xlsx")["commission"]
    assert [cell.value for cell in sheet[2]] == ["format_version", 1, None]


def test_the_same_tables_make_the_same_archive(tmp_path: Path) -> None:
    tables = read_tables(GRANT).tables
    write_zip(tables, tmp_path / "a.zip")
    write_zip(tables, tmp_path / "b.zip")
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert "offers.csv" in archive.namelist()


def test_a_folder_of_tables_is_replaced_whole(tmp_path: Path) -> None:
    write_folder(read_tables(TOWN).tables, tmp_path / "out")
    write_folder(read_tables(GRANT).tables, tmp_path / "out")
    assert read_tables(tmp_path / "out").tables == read_tables(GRANT).tables
    assert not (tmp_path / "out" / "links.csv").exists()
    assert [each.name for each in tmp_path.iterdir()] == ["out"]


def test_a_folder_with_other_things_is_left_alone(tmp_path: Path) -> None:
    path = folder(tmp_path / "out")
    (path / "umowa.pdf").write_text("ważne")
    before = {each.name: each.read_bytes() for each in path.iterdir()}
    with pytest.raises(InputError) as caught:
        write_tables(read_tables(GRANT).tables, path)
    (found,) = caught.value.issues
    assert (found.code, found.table, found.value) == ("folder_not_ours", "out", "umowa.pdf")
    assert {each.name: each.read_bytes() for each in path.iterdir()} == before


@pytest.mark.parametrize("name", ["brak/out.json", "brak/out", "brak/out.zip", "brak/out.xlsx"])
def test_places_that_can_not_be_written(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError) as caught:
        write_tables(read_tables(GRANT).tables, tmp_path / name)
    (found,) = caught.value.issues
    assert (found.code, found.value) == ("not_writable", str(tmp_path / name))


def test_an_unknown_output_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        write_tables(read_tables(GRANT).tables, tmp_path / "out.ods")
    assert [(each.code, each.value) for each in caught.value.issues] == [("unknown_output", ".ods")]


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_failure_in_the_middle_leaves_what_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    tables = read_tables(GRANT).tables
    write_json(tables, tmp_path / "out.json")
    write_folder(tables, tmp_path / "out")
    before = (tmp_path / "out.json").read_bytes()

    def fail(self: Path, target: Path) -> None:
        raise error

    monkeypatch.setattr(atomic.Path, "replace", fail)
    monkeypatch.setattr(atomic.Path, "rename", fail)
    town = read_tables(TOWN).tables
    for target in ("out.json", "out"):
        with pytest.raises((InputError, KeyboardInterrupt)):
            write_tables(town, tmp_path / target)
    assert (tmp_path / "out.json").read_bytes() == before
    assert read_tables(tmp_path / "out").tables == tables
    assert sorted(each.name for each in tmp_path.iterdir()) == ["out", "out.json"]


def test_a_text_that_no_cell_holds_is_refused(tmp_path: Path) -> None:
    tables = dict(read_tables(folder(tmp_path / "in")).tables)
    (commission,) = tables["commission"]
    assert isinstance(commission, Commission)
    tables["commission"] = (replace(commission, title_pl="x" * 40_000),)
    with pytest.raises(InputError) as caught:
        write_workbook(tables, tmp_path / "out.xlsx")
    assert [each.code for each in caught.value.issues] == ["text_too_long"]
    assert not (tmp_path / "out.xlsx").exists()
    write_json(tables, tmp_path / "out.json")
    assert read_tables(tmp_path / "out.json").tables == tables
