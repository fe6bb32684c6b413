"""Every operation carried out from its record alone; a new one appears on the command line."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from allocator.cli.document_text import document_lines
from allocator.cli.plugins import all_commands
from allocator.operations import (
    Answer,
    Operation,
    Setting,
    Working,
    asked_from_json,
    operation,
    operations,
    order_of,
    registry,
)
from allocator.operations.checking import CHECK
from allocator.operations.operation import PARTS, TERM_KEYS, Order, json_face
from allocator.operations.plugins import Plugin, plugins
from allocator.reading import read_problem
from allocator.reporting import dump_document
from allocator.texts.issues import InputError
from tests.builders import problem
from tests.command_line import SHARED, TOWN, Terminal, saved
from tests.operation_cases import FAIR, MANY, ONE, YEARS, carried_out, read_back, result_text

ROOT = Path(__file__).parent.parent


@pytest.fixture
def terminal(capsys: pytest.CaptureFixture[str]) -> Terminal:
    """The command line in this process."""
    return Terminal(capsys)


ANSWERS = {
    "validate": lambda: carried_out("validate"),
    "solve": lambda: carried_out("solve"),
    "check": lambda: carried_out("check", split={("M1", "C1"): Fraction(10)}),
    "verify": lambda: carried_out("verify", settings={"result": result_text()}),
    "ledger": lambda: carried_out("ledger", content=YEARS),
    "complaints": lambda: carried_out(
        "complaints", content=FAIR, split={("M1", "C1"): Fraction(10)}
    ),
    "adjust": lambda: carried_out(
        "adjust",
        content=FAIR,
        split={("M1", "C1"): Fraction(10)},
        settings={"changes": ["M1:C1=5"]},
    ),
    "compare_rules": lambda: carried_out("compare_rules", content=FAIR),
    "incentives": lambda: carried_out(
        "incentives",
        {"goals": [{"goal": "target_share"}, {"goal": "cost"}]},
        content=FAIR,
        settings={"kinds": ["capacity"], "steps_pct": [50], "members": ["M2"]},
    ),
    "budget": lambda: carried_out("budget"),
    "frontier": lambda: carried_out("frontier", content=FAIR),
    "sweep": lambda: carried_out("sweep", content=MANY, settings={"policies": ["a"]}),
}


@pytest.mark.parametrize("name", operations())
def test_what_every_operation_promises(name):
    found, answer = operation(name), ANSWERS[name]()
    document = read_back(answer.document)
    checker = jsonschema.Draft202012Validator(found.schema())
    checker.check_schema(found.schema())
    assert list(checker.iter_errors(json.loads(dump_document(document)))) == []
    for key in checker.schema["required"]:
        partly = {name: each for name, each in document.items() if name != key}
        assert not checker.is_valid(json.loads(dump_document(partly)))
    assert answer.status in ("optimal", "feasible", "infeasible", "unknown")
    assert document.get("status", answer.status) == answer.status
    assert document.get("verdict", answer.verdict) == answer.verdict
    assert found.faces["json"](problem(), document, "pl").decode() == dump_document(document)
    assert found.heeds <= {*PARTS, *TERM_KEYS}
    assert all(found.about)


def test_validate_tells_what_info_tells(terminal, tmp_path):
    """Capacity covers the commission; nobody knows yet whether the rules leave a split."""
    answer = carried_out("validate")
    assert (answer.status, answer.verdict, answer.proved) == ("unknown", "valid", True)
    told = terminal("info", saved(tmp_path, **SHARED), "--format", "json").document
    document = json.loads(dump_document(answer.document))
    rest = {name: each for name, each in document.items() if name in told}
    assert rest == told
    assert document["eligible"] == [
        {"member_id": "M1", "component_id": "C1"},
        {"member_id": "M2", "component_id": "C1"},
    ]


def test_validate_doubts_a_commission_beyond_all_capacity():
    offers = {"M1:C1": {"unit_cost_pln": 10, "capacity_max": 9}}
    assert carried_out("validate", content={"offers": offers}).verdict == "doubtful"


def test_solve_and_check_agree_with_the_command_line(terminal, tmp_path):
    path = saved(tmp_path, **SHARED)
    answer = carried_out("solve")
    assert (answer.status, answer.verdict, answer.proved) == ("optimal", "fits", True)
    told = terminal("solve", path, "--workers", "1", "--format", "json").document
    document = json.loads(dump_document(answer.document))
    for each in (told, document):
        del each["provenance"]["run"]
    assert document == told
    # 6 of the cheaper, 4 of the dearer: see SHARED
    split = {("M1", "C1"): Fraction(6), ("M2", "C1"): Fraction(4)}
    right = carried_out("check", split=split)
    assert (right.status, right.verdict, right.proved) == ("feasible", "right", True)
    assert right.document["measures"]["cost"] == 108
    wrong = carried_out("check", split={("M1", "C1"): Fraction(10)})
    assert (wrong.status, wrong.verdict) == ("infeasible", "wrong")
    csv = tmp_path / "split.csv"
    csv.write_text("member_id,component_id,quantity\nM1,C1,10\n")
    told = terminal("check", path, csv, "--format", "json")
    assert (told.code, told.document) == (1, json.loads(dump_document(wrong.document)))


def test_a_search_that_is_cut_short_is_not_proved():
    found = operation("solve")
    order = order_of(found, problem(**SHARED), asked_from_json({}), ONE, apply_scenario=None)
    answer = found.carry_out(order, Working(should_stop=lambda: True))
    assert (answer.status, answer.proved) == ("unknown", False)
    infeasible = carried_out("solve", {"cost_cap_pln": 107})
    assert (infeasible.status, infeasible.verdict) == ("infeasible", "does_not_fit_request")
    assert infeasible.proved


def test_an_engine_that_is_missing_is_a_fault(monkeypatch):
    from allocator.solvers import EngineMissing

    def missing(*_: Any, **__: Any) -> None:
        raise EngineMissing("engine_not_importable", engine="scip", reason="x")

    monkeypatch.setattr("allocator.solving.solve", missing)
    with pytest.raises(InputError) as caught:
        carried_out("solve")
    assert [(each.code, each.column) for each in caught.value.issues] == [
        ("engine_not_importable", "--backend")
    ]


def count_of(order: Order, working: Working) -> Answer:
    """How many members there are, times a factor."""
    count = len(order.request.problem.members) * order.settings["times"]
    document = {"format_version": 1, "members": count, "partial": order.request.terms.partial}
    return Answer(document, "unknown", "counted", proved=count < 100)


TOY = Operation(
    "headcount",
    ("liczy członków", "counts members"),
    frozenset(("scenario", "partial")),
    count_of,
    {"json": json_face, "csv": lambda given, document, language: b"members\n"},
    lambda: {"type": "object"},
    settings=(
        Setting("times", ("ile razy", "how often"), "whole", default=1),
        Setting("aloud_please", ("głośno", "aloud"), "flag", default=False),
    ),
)


@pytest.fixture
def _toy(monkeypatch: pytest.MonkeyPatch) -> None:
    """A package that adds an operation and nothing else."""
    known = plugins()
    monkeypatch.setattr(registry, "plugins", lambda: (*known, Plugin(operations=(TOY,))))


@pytest.mark.usefixtures("_toy")
def test_a_new_operation_is_a_command_at_once(terminal, tmp_path):
    assert "headcount" in terminal("--help").out
    page = terminal("headcount", "--help").out
    for word in ("PATH", "--scenario", "--partial", "--times TIMES", "--aloud-please", "--out"):
        assert word in page
    assert "--policy" not in page
    path, out, table = saved(tmp_path, **SHARED), tmp_path / "a.json", tmp_path / "a.csv"
    words = ("--times", "3", "--partial", "--out", out, "--out", table, "--format", "json")
    ran = terminal("headcount", path, *words)
    assert (ran.code, ran.err) == (0, "")
    assert ran.document == {"format_version": 1, "members": 6, "partial": True}
    assert out.read_text() == ran.out
    assert table.read_bytes() == b"members\n"


@pytest.mark.usefixtures("_toy")
def test_a_made_command_speaks_to_people_and_says_how_it_ended(terminal, tmp_path):
    path = saved(tmp_path, **SHARED)
    assert terminal("headcount", path).out.splitlines()[1].split() == ["members", "2"]
    assert terminal("headcount", path, "--times", "50").code == 4
    assert terminal("headcount", path, "--times", "x", "--format", "json").fault_codes == [
        "bad_number"
    ]
    assert terminal("headcount", path, "--out", "x.xlsx", "--format", "json").fault_codes == [
        "output_kind_unknown"
    ]


JUDGE = replace(
    CHECK,
    name="judge",
    command="",
    heeds=CHECK.heeds | {"options"},
    faces={**CHECK.faces, "markdown": lambda given, document, language: b"# Judged\n"},
)


def test_a_made_command_that_judges_a_split(terminal, tmp_path, monkeypatch):
    monkeypatch.setattr(registry, "plugins", lambda: (Plugin(operations=(JUDGE,)),))
    path, split = saved(tmp_path, **SHARED), tmp_path / "split.csv"
    split.write_text("member_id,component_id,quantity\nM1,C1,10\n")
    page = terminal("judge", "--help").out
    for word in ("ALLOCATION", "--policy", "--time-limit", ".md"):
        assert word in page
    ran = terminal("judge", path, split)
    assert (ran.code, ran.out) == (1, "# Judged\n")
    split.write_text("member_id,component_id,quantity\nM1,C1,6\nM2,C1,4\n")
    assert terminal("judge", path, split).code == 0


def test_any_document_as_text():
    document = {"a": 1, "list": [{"b": [1, 2], "c": {"d": True}}], "deep": [[1], [2]]}
    assert document_lines(document, "en") == [
        "a  1",
        "",
        "list",
        "  b     c",
        "  ────  ──────",
        "  1, 2  d: yes",
        "",
        "deep",
        "  1",
        "  2",
    ]


def test_validate_is_a_made_command(terminal):
    ran = terminal("validate", TOWN, "--scenario", "SC1", "--format", "json")
    assert ran.code == 0
    assert ran.document["scenario"]["scenario_id"] == "SC1"
    assert "## Staff hours in the fullest month" in terminal("validate", TOWN).out
    assert len(read_problem(TOWN).members) == ran.document["counts"]["members"]


def test_every_operation_has_a_command():
    commands = all_commands()
    for each in operations().values():
        # What audit logs, journals and research exports take for a word.
        assert re.fullmatch("[a-z][a-z_]{0,31}", each.name)
        assert (each.command or each.name) in commands


def test_naming_operations_loads_nothing_heavy():
    script = (
        "from allocator.operations import operations\nlist(operations())\nimport sys\n"
        "print(*sorted({m.split('.')[0] for m in sys.modules}))"
    )
    run = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    loaded = set(run.stdout.split())
    assert "scenarios" in loaded
    assert loaded.isdisjoint(("pandas", "numpy", "ortools", "pulp", "openpyxl", "rich"))
