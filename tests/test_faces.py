"""Files of a result: by suffix, whole or not at all, refused in words."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import allocator.reporting
from allocator.problem.request import Terms
from allocator.reporting import check_output, write_report
from allocator.texts.issues import InputError
from tests.results import KITCHEN_SPLIT, a_result, kitchen


@pytest.mark.parametrize("suffix", [".xlsx", ".json", ".md"])
def test_a_report_appears_whole_or_not_at_all(tmp_path: Path, suffix: str) -> None:
    town = kitchen()
    found = a_result(town, KITCHEN_SPLIT)
    write_report(town, found, Terms(), tmp_path / f"result{suffix}")
    assert [each.name for each in tmp_path.iterdir()] == [f"result{suffix}"]
    with pytest.raises(InputError) as refused:
        write_report(town, found, Terms(), tmp_path / "nowhere" / f"result{suffix}")
    assert [each.code for each in refused.value.issues] == ["not_writable"]
    taken = tmp_path / f"folder{suffix}"
    taken.mkdir()
    with pytest.raises(InputError):
        write_report(town, found, Terms(), taken)
    assert sorted(each.name for each in tmp_path.iterdir()) == sorted(
        [f"folder{suffix}", f"result{suffix}"]
    )


def test_an_unknown_suffix_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        check_output(tmp_path / "result.pdf")
    (issue,) = refused.value.issues
    assert issue.code == "output_kind_unknown"
    assert dict(issue.parameters)["known"] == ".json, .md, .xlsx"


def test_faces_load_only_when_they_are_asked_for() -> None:
    code = (
        "import sys, allocator.reporting as r; r.write_report; r.result_document;"
        "print([m for m in ('openpyxl', 'pandas', 'rich', 'ortools') if m in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_an_unknown_name_is_no_face() -> None:
    with pytest.raises(AttributeError, match="no attribute 'missing'"):
        allocator.reporting.missing  # noqa: B018
