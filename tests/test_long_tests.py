"""Heavy tests in pieces: what passed is left out, what failed or was left comes again."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import long_tests
from tests.long_tests import ROOT, code_digest

APART = ("-c", "/dev/null", "-o", "markers=long")

CONFTEST = """
from pathlib import Path
from tests import long_tests
from tests.long_tests import *
from tests.long_tests import pytest_addoption, pytest_configure

long_tests.RECORD = Path(__file__).parent / "record.json"
long_tests.code_digest = lambda: "the code, which somebody may be editing just now"
"""
CASES = """
import time
from pathlib import Path
import pytest

def test_light():
    pass

@pytest.mark.long
@pytest.mark.parametrize("number", range(3))
def test_heavy(number):
    time.sleep(0.1)
    assert number != 1 or (Path(__file__).parent / "mended").exists()
"""


def run(folder: Path, *options: str, failed: bool = False) -> str:
    """The last line of what pytest says."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    told = subprocess.run(
        [*command, *APART, str(folder), "--rootdir", str(folder), *options],
        cwd=ROOT,
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == failed
    return told.stdout.strip().splitlines()[-1].rpartition(" in ")[0]


def test_pieces_add_up(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text(CONFTEST)
    (tmp_path / "test_cases.py").write_text(CASES)
    assert run(tmp_path) == "1 passed, 3 deselected"
    assert run(tmp_path, "--long", "--resume", "--minutes", "0") == "3 skipped, 1 deselected"
    assert run(tmp_path, "--long", "--resume", failed=True) == "1 failed, 2 passed, 1 deselected"
    passed = json.loads((tmp_path / "record.json").read_text())["passed"]
    assert [name[-3:] for name in passed] == ["[0]", "[2]"]
    assert all(seconds >= 0.1 for seconds in passed.values())
    (tmp_path / "mended").touch()
    assert run(tmp_path, "--long", "--resume") == "1 passed, 3 deselected"
    assert run(tmp_path, "--long", "--resume") == "4 deselected"
    assert run(tmp_path, "--long") == "3 passed, 1 deselected"


def test_other_code_begins_anew(tmp_path: Path) -> None:
    (tmp_path / "allocator").mkdir()
    seen = set()
    for content in ("one", "two"):
        (tmp_path / "allocator" / "a.py").write_text(content)
        seen.add(code_digest(tmp_path))
    (tmp_path / "allocator" / "a.py").rename(tmp_path / "allocator" / "b.py")
    seen.add(code_digest(tmp_path))
    assert len(seen) == 3
    (tmp_path / "elsewhere.txt").touch()
    assert code_digest(tmp_path) in seen


def test_a_damaged_record_is_no_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    record = tmp_path / "record.json"
    monkeypatch.setattr(long_tests, "RECORD", record)
    for text in ("", "[", "{}"):
        record.write_text(text)
        assert long_tests.recorded() == {}
    long_tests.record("a", 1.0)
    assert long_tests.recorded() == {"a": 1.0}
    record.write_text(record.read_text().replace('"code": "', '"code": "0'))
    assert long_tests.recorded() == {}
