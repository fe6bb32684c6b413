"""`--repeatable`: the same bytes again, also where a limit strikes before the proof."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from allocator.problem.problem import Problem
from allocator.problem.request import Goal, policy_goals
from allocator.reading import read_problem
from allocator.reporting import dump_document, result_document
from allocator.solvers import Limits
from allocator.solving import Options, PhaseProgress, solve
from tests.command_line import GRANT, TOWN, Terminal

FACES = ("result.json", "result.xlsx", "result.md")

DEVIATION = ("--goal", "target_deviation")
LITTLE_WORK = {"cpsat": 0.02, "highs": 1, "scip": 1, "cbc": 1}
"""Deterministic seconds or nodes in which nobody proves the least cost of the grant."""


@pytest.fixture
def terminal(capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(capsys)


@pytest.fixture(scope="module")
def town() -> Problem:
    return read_problem(TOWN)


def faces(terminal: Terminal, source: Path, folder: Path, *words: object) -> dict[str, bytes]:
    """What a repeatable run writes: its three files, and the object on standard output."""
    folder.mkdir()
    outputs = [word for name in FACES for word in ("--out", folder / name)]
    asked = (*words, "--repeatable", "--quiet", "--format", "json")
    ran = terminal("solve", source, *asked, *outputs)
    assert ran.code in (0, 4), ran.err
    return {"stdout": ran.out.encode()} | {name: (folder / name).read_bytes() for name in FACES}


def document_of(written: Mapping[str, bytes]) -> Any:
    return json.loads(written["result.json"])


@pytest.mark.parametrize("backend", LITTLE_WORK)
def test_same_bytes_under_a_limit(backend: str, terminal: Terminal, tmp_path: Path) -> None:
    words = ("--goal", "cost", "--backend", backend, "--work-limit", LITTLE_WORK[backend])
    first = faces(terminal, GRANT, tmp_path / "first", *words)
    assert faces(terminal, GRANT, tmp_path / "second", *words) == first
    assert_cut_short(first)


def assert_cut_short(written: Mapping[str, bytes]) -> None:
    goal = document_of(written)["goals"][0]
    assert not goal["proved"]
    assert goal["stopped_by"] == "deterministic_limit"


@pytest.mark.long
@pytest.mark.parametrize("workers", [1, 2, 4])
@pytest.mark.parametrize("backend", ["auto", *LITTLE_WORK])
@pytest.mark.parametrize("asked", [DEVIATION, ("--policy", "inclusive")])
def test_same_bytes_of_the_town(
    asked: tuple[str, ...], backend: str, workers: int, terminal: Terminal, tmp_path: Path
) -> None:
    work = 0.3 if backend == "cpsat" else 1
    words = (*asked, "--backend", backend, "--work-limit", work, "--workers", workers)
    first = faces(terminal, TOWN, tmp_path / "first", *words)
    assert faces(terminal, TOWN, tmp_path / "second", *words) == first


def test_same_bytes_on_another_host(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither the number of cores, nor the folder's name, nor the day takes part."""
    words = (*DEVIATION, "--work-limit", 1)
    first = faces(terminal, TOWN, tmp_path / "first", *words)
    moved = shutil.copytree(TOWN, tmp_path / "moved")
    monkeypatch.setattr(os, "cpu_count", lambda: 7)
    monkeypatch.setattr("time.time", lambda: 2e9)
    assert faces(terminal, moved, tmp_path / "second", *words) == first
    assert_cut_short(first)


def test_same_bytes_in_another_process(tmp_path: Path) -> None:
    """Another process has another order of sets; several workers take turns."""
    words = ["--goal", "target_deviation", "--goal", "cost", "--backend", "cpsat"]
    words += ["--work-limit", "0.05", "--workers", "2", "--repeatable", "--quiet"]
    written = []
    for seed in ("1", "2"):
        path = tmp_path / f"{seed}.json"
        command = [sys.executable, "-m", "allocator", "solve", str(GRANT), *words]
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        subprocess.run(
            [*command, "--out", str(path)], check=True, env=environment, capture_output=True
        )
        written.append(path.read_bytes())
    assert written[0] == written[1]
    assert not json.loads(written[0])["goals"][0]["proved"]


@pytest.mark.parametrize("backend", ["auto", "highs"])
def test_same_bytes_with_a_proof(backend: str, terminal: Terminal, tmp_path: Path) -> None:
    words = ("--policy", "cheapest", "--backend", backend)
    first = faces(terminal, GRANT, tmp_path / "first", *words)
    assert faces(terminal, GRANT, tmp_path / "second", *words) == first
    assert document_of(first)["status"] == "optimal"
    assert document_of(first)["tie"]["broken"]


def test_same_bytes_confirmed(terminal: Terminal, tmp_path: Path) -> None:
    first = faces(terminal, GRANT, tmp_path / "first", "--policy", "fairest", "--confirm")
    second = faces(terminal, GRANT, tmp_path / "second", "--policy", "fairest", "--confirm")
    assert first == second
    assert all(len(each["confirmed_by"]) > 1 for each in document_of(first)["goals"])


def test_time_limit_is_not_looked_at(town: Problem) -> None:
    """The command line refuses the two together; for others the clock still decides nothing."""
    goals = policy_goals(town, "inclusive")
    found = [
        solve(town, goals, options=Options("scip", limits=limits))
        for limits in (
            Limits(repeatable=True, work=1.0),
            Limits(repeatable=True, work=1.0, time_seconds=0.0),
        )
    ]
    assert found[0].goals == found[1].goals
    assert found[0].split == found[1].split


def test_slow_listener_changes_nothing(town: Problem) -> None:
    """What hears of the search, and how long that takes, is no part of it."""
    options = Options("cpsat", limits=Limits(repeatable=True, work=0.05, workers=2))
    heard: list[PhaseProgress] = []

    def listen(progress: PhaseProgress) -> None:
        heard.append(progress)

    goals = [Goal("cost"), Goal("preference")]
    silent = solve(town, goals, options=options)
    told = solve(town, goals, options=options, listener=listen, should_stop=lambda: False)
    assert heard
    written = [dump_document(result_document(town, each)) for each in (silent, told)]
    assert written[0] == written[1]


# No clock


def keys_and_texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, each in value.items():
            yield key
            yield from keys_and_texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from keys_and_texts(each)
    elif isinstance(value, str):
        yield value


def test_no_clock_in_the_document(terminal: Terminal, tmp_path: Path) -> None:
    document = document_of(faces(terminal, GRANT, tmp_path / "faces", "--policy", "cheapest"))
    assert "run" not in document["provenance"]
    assert document["provenance"]["repeatable"] is True
    words = {each.lower() for each in keys_and_texts(document)}
    timed = {each for each in words if "seconds" in each or "elapsed" in each or "started" in each}
    assert timed == {"time_seconds"}
    assert document["provenance"]["limits"]["time_seconds"] is None


def test_no_clock_in_the_workbook(terminal: Terminal, tmp_path: Path) -> None:
    faces(terminal, GRANT, tmp_path / "faces", "--policy", "cheapest")
    with zipfile.ZipFile(tmp_path / "faces" / "result.xlsx") as workbook:
        assert {each.date_time for each in workbook.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        properties = workbook.read("docProps/core.xml").decode()
    assert "created>1980-01-01" in properties.replace(' xsi:type="dcterms:W3CDTF"', "")
