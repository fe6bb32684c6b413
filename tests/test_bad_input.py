"""Bad files and paths: each a clear fault that names the file, never a traceback."""

from __future__ import annotations

import io
import os
import random
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest

from allocator.reading import archives, read_problem, sheets
from allocator.texts.catalogue import sentences
from allocator.texts.catalogue_reading import SENTENCES
from allocator.texts.issues import InputError, Issue
from tests.inputs import SMALL, codes, document, faults, folder, only_fault, workbook


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ("member_id,name_pl\nM1,Źródło\n".encode("latin2"), "bad_encoding"),
        ("member_id,name_pl\nM1,Źródło\n".encode()[:-5] + b"\xff\n", "bad_encoding"),
        (b"member_id,name_pl\nM1,\x81\n", "bad_encoding"),
        (b"\xff\xfem\0e\0", "no_headings"),
        (b"PK\x03\x04\0\0\0", "not_text"),
        (b'member_id,name_pl\nM1,"bez ko\xc5\x84ca\nM2,x\n', "broken_quotes"),
        (b"member_id,name_pl\nM1," + b"x" * 200_000, "broken_quotes"),
    ],
)
def test_files_that_are_no_delimited_text(tmp_path: Path, data: bytes, code: str) -> None:
    assert code in codes(folder(tmp_path / "in", members=data))


def archive_of(files: dict[str, bytes | str], path: Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def test_a_zip_bomb(tmp_path: Path) -> None:
    path = archive_of(dict(SMALL) | {"zones.csv": b"x" * 3_000_000}, tmp_path / "bomb.zip")
    found = only_fault(path)
    assert (found.code, found.table) == ("packed_too_tightly", "bomb.zip")
    assert dict(found.parameters) == {"entry": "zones.csv", "limit": "100"}


def test_too_much_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "LARGEST_UNPACKED_BYTES", 300)
    assert codes(archive_of(dict(SMALL), tmp_path / "big.zip")) == ["too_large"]
    assert codes(folder(tmp_path / "big")) == ["too_large"]


def test_two_hundred_megabytes_are_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "huge.json"
    with path.open("wb") as file:
        file.truncate(201 * 2**20)  # sparse: takes no room on the disk
    assert codes(path) == ["too_large"]


def test_too_many_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets.RowBudget.__init__, "__defaults__", (10,))
    found = faults(folder(tmp_path / "in"))
    assert {each.code for each in found} >= {"too_many_rows"}


def test_endless_empty_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "LAST_ROW", 30)
    found = only_fault(folder(tmp_path / "in", zones="zone_id\n" + "\n" * 100))
    assert (found.code, found.table, found.row) == ("too_many_rows", "zones.csv", 31)


def encrypted_zip(path: Path) -> Path:
    """An archive whose entry says that it is encrypted (bit 0 of its flags)."""
    archive_of({"offers.csv": "x"}, path)
    data = bytearray(path.read_bytes())
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    return path


def test_an_encrypted_zip(tmp_path: Path) -> None:
    assert codes(encrypted_zip(tmp_path / "in.zip")) == ["encrypted"]


OLE = archives.OLE_MARK
BAD_FILES: list[tuple[str, bytes, str]] = [
    ("in.zip", b"", "not_an_archive"),
    ("in.zip", b"to nie jest zip", "not_an_archive"),
    ("in.xlsx", b"to nie jest skoroszyt", "not_an_archive"),
    ("in.xlsx", OLE + b"\0" * 100 + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
    ("in.xlsx", OLE + b"\0" * 100, "old_workbook"),
    ("in.xls", OLE + b"\0" * 100, "old_workbook"),
    ("in.ods", b"PK", "unknown_format"),
    ("in.csv", b"member_id\nM1\n", "unknown_format"),
    ("in", b"", "unknown_format"),
    ("in.json", b"", "broken_json"),
]


@pytest.mark.parametrize(("name", "data", "code"), BAD_FILES)
def test_files_that_are_not_what_they_seem(
    tmp_path: Path, name: str, data: bytes, code: str
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    found = only_fault(path)
    assert (found.code, found.table) == (code, name)


def test_truncated_archives(tmp_path: Path) -> None:
    whole = archive_of(dict(SMALL), tmp_path / "whole.zip").read_bytes()
    for length in range(0, len(whole) - 1, 97):
        path = tmp_path / "cut.zip"
        path.write_bytes(whole[:length])
        assert codes(path) == ["not_an_archive"]


def test_an_archive_with_flipped_bytes_is_never_read_wrongly(tmp_path: Path) -> None:
    path = archive_of({name: text * 3 for name, text in SMALL.items()}, tmp_path / "in.zip")
    data = bytearray(path.read_bytes())
    place = data.index(b"commission.csv") + len("commission.csv") + 4
    data[place] ^= 0xFF
    path.write_bytes(data)
    assert codes(path) == ["not_an_archive"]


@pytest.mark.parametrize("files", [{}, {"notatki.txt": "x"}, {"in.xlsx": "x"}])
def test_no_tables(tmp_path: Path, files: dict[str, str]) -> None:
    path = tmp_path / "in"
    path.mkdir()
    for name, text in files.items():
        (path / name).write_text(text)
    assert codes(path) == ["no_tables"]
    assert codes(archive_of(dict(files), tmp_path / "in.zip")) == ["no_tables"]


def test_paths_that_lead_nowhere(tmp_path: Path) -> None:
    missing = only_fault(tmp_path / "brak.xlsx")
    assert (missing.code, missing.table) == ("path_missing", "brak.xlsx")
    assert missing.value == str(tmp_path / "brak.xlsx")
    (tmp_path / "folder.xlsx").mkdir()
    assert codes(tmp_path / "folder.xlsx") == ["no_tables"]


def test_an_unreadable_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = folder(tmp_path / "in")
    reading = Path.read_bytes

    def refuse(self: Path) -> bytes:
        if self.name == "offers.csv":
            raise PermissionError(13, "Permission denied")
        return reading(self)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    found = only_fault(path)
    assert (found.code, found.table) == ("unreadable", "offers.csv")


def test_a_pipe_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "in.json")
    assert codes(tmp_path / "in.json") == ["unknown_format"]


def test_one_table_in_two_files(tmp_path: Path) -> None:
    path = folder(tmp_path / "in")
    (path / "oferty.csv").write_text(SMALL["offers.csv"])
    found = only_fault(path)
    assert (found.code, found.table, found.value) == (
        "table_twice",
        "offers",
        "oferty.csv, offers.csv",
    )


def test_one_table_twice_in_a_zip(tmp_path: Path) -> None:
    path = archive_of({f"a/{name}": text for name, text in SMALL.items()}, tmp_path / "in.zip")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("b/offers.csv", SMALL["offers.csv"])
    assert codes(path) == ["several_folders"]
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("offers.csv", SMALL["offers.csv"])
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("offers.csv", SMALL["offers.csv"])
    assert codes(path) == ["table_twice"]


def test_every_code_of_reading_has_sentences_and_no_sentence_is_idle() -> None:
    sources = "".join(
        file.read_text(encoding="utf-8") for file in Path("allocator/reading").glob("*.py")
    )
    used = set(re.findall(r'(?:Issue|CellFault|NumberFault)\(\s*"(\w+)"', sources))
    assert used <= sentences().keys()
    for code, (polish, english) in SENTENCES.items():
        assert polish != english
        assert f'"{code}"' in sources or code.startswith("unknown_")


def test_a_fault_survives_the_way_between_processes() -> None:
    import pickle

    error = InputError((Issue("bad_number", table="offers", row=2, value="x"),))
    assert pickle.loads(pickle.dumps(error)).issues == error.issues


def test_nothing_but_input_errors(tmp_path: Path) -> None:
    """Whatever stands in a table, reading ends with a problem or with faults."""
    junk = io.StringIO()
    for cell in ("=1+1", "@x", "\x07", "\u202e", "1e999999999", "9" * 5000, "\ud800", "-", "%"):
        junk.write(f"{cell.encode('utf-8', 'replace').decode()},")
    for table in ("offers", "members", "rules", "commission", "scenarios"):
        head = SMALL.get(f"{table}.csv", "rule_id,metric,scenario_id,step\n").splitlines()[0]
        text = f"{head}\n{junk.getvalue()}\n{junk.getvalue()[5:]}\n"
        changed: dict[str, Any] = {table: text}
        assert faults(folder(tmp_path / table, **changed))


def test_damaged_bytes_end_in_faults_or_a_problem(tmp_path: Path) -> None:
    draw = random.Random(11)
    texts = folder(tmp_path / "texts")
    whole = {
        ".xlsx": workbook(tmp_path / "whole.xlsx", texts).read_bytes(),
        ".zip": archive_of(dict(SMALL), tmp_path / "whole.zip").read_bytes(),
        ".json": document(tmp_path / "whole.json").read_bytes(),
    }
    for suffix, data in whole.items():
        for _ in range(25):
            damaged = bytearray(data)
            for _ in range(draw.randint(1, 4)):
                damaged[draw.randrange(len(data))] = draw.randrange(256)
            path = tmp_path / f"damaged{suffix}"
            path.write_bytes(damaged)
            faults(path)  # any other error than InputError comes through and fails the test


def test_the_small_commission_itself_is_sound(tmp_path: Path) -> None:
    assert len(read_problem(folder(tmp_path / "in")).offers) == 2
