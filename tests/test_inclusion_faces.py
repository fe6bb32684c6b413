"""The price of inclusion in every face of a result, in check and in verify."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from allocator.problem.request import Goal, Terms
from allocator.reading import write_json
from allocator.reporting import dump_document, result_document, result_text
from allocator.reporting.markdown import result_markdown
from allocator.reporting.report import Report
from allocator.reporting.sheets import sheet_plans
from allocator.solving import engines as engines_module
from tests.command_line import Terminal
from tests.test_brute_force import in_this_process
from tests.test_inclusion import FAIR, FAIREST, solved, toy4_with_own_cost
from tests.toy4 import awards_of, splits


@pytest.fixture(name="terminal")
def a_terminal(capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(capsys)


@pytest.fixture(autouse=True)
def _one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines_module, "race", in_this_process)


SAID = {
    ("soft", "pl"): (
        "Cena włączenia: 3,00 zł ze wspólnej puli wyrównuje pracę poniżej własnego kosztu (R1): "
        "C 2,00 zł, D 1,00 zł. Z tą pracą mają ze swojego udziału według klucza: C 100%, D 133,33%."
    ),
    ("soft", "en"): (
        "The price of inclusion: PLN 3.00 from the common pool make up for work below own cost "
        "(R1): C PLN 2.00, D PLN 1.00. With that work they have of their share by the key: "
        "C 100%, D 133.33%."
    ),
    ("info", "pl"): (
        "Uwaga: część pracy jest poniżej własnego kosztu, a nikt jej nie wyrównuje (R1). Brakuje: "
        "C 2,00 zł, D 1,00 zł; razem 3,00 zł."
    ),
}


@pytest.mark.parametrize(("strength", "language"), sorted(SAID))
def test_every_face_tells_the_price(strength: str, language: str) -> None:
    which = toy4_with_own_cost(strength=strength, priority=1 if strength == "soft" else None)
    found, _ = solved(which, "cpsat", FAIREST, Goal("cost"))
    terms = Terms(fairness=FAIR)
    wanted = SAID[strength, language]
    text = " ".join(result_text(which, found, terms, language, width=400).split())
    assert wanted in text.replace("\xa0", " ")
    assert wanted in result_markdown(which, found, terms, language).replace("\xa0", " ")
    title = {"pl": "Cena włączenia: nikt poniżej własnego kosztu"}.get(
        language, "The price of inclusion: nobody below its own cost"
    )
    assert title in text
    report = Report(which, found, terms, language)
    (sheet,) = [each for each in sheet_plans(report) if each.name == report.label("sheet.fairness")]
    assert wanted in "\n".join(sheet.sentences).replace("\xa0", " ")
    (table,) = [each for each in sheet.tables if each.name == "inclusion"]
    assert [row.cells[2:5] for row in table.rows] == [(0, 2, 5), (0, 1, 5), (None, 3, None)]


def test_the_document_has_it_under_its_own_key() -> None:
    which = toy4_with_own_cost(strength="soft", priority=1)
    found, _ = solved(which, "cpsat", FAIREST, Goal("cost"))
    document = json.loads(dump_document(result_document(which, found)))
    assert document["inclusion"] == [
        {
            "rule_id": "R1",
            "setting": "top_up",
            "pool_pln": 3.0,
            "top_ups": [
                {"subject": "C", "margin_pln": 0.0, "top_up_pln": 2.0},
                {"subject": "D", "margin_pln": 0.0, "top_up_pln": 1.0},
            ],
        }
    ]


def test_verify_looks_at_it_too(terminal: Terminal, tmp_path: Path) -> None:
    where, result = tmp_path / "problem.json", tmp_path / "R.json"
    write_json(toy4_with_own_cost(strength="soft", priority=1).tables, where)
    goals = ("--goal", "target_share", "--measure", "reference_value", "--goal", "cost")
    assert terminal("solve", where, *goals, "--out", result, "--quiet").code == 0
    assert terminal("verify", result).code == 0
    text = result.read_text("utf-8")
    assert '"pool_pln": 3.00' in text
    result.write_text(text.replace('"pool_pln": 3.00', '"pool_pln": 2.00'), "utf-8")
    assert terminal("verify", result).code == 1


def test_check_tells_it_of_a_split_made_by_hand(terminal: Terminal, tmp_path: Path) -> None:
    where, by_hand = tmp_path / "problem.json", tmp_path / "split.csv"
    write_json(toy4_with_own_cost(strength="hard").tables, where)
    split = next(each for each in splits() if awards_of(each) == (14, 9, 3, 4))
    rows = [f"{a},{b},{lots}" for (a, b), lots in split.items()]
    by_hand.write_text("member_id,component_id,quantity\n" + "\n".join(rows) + "\n", "utf-8")
    told = terminal("check", where, by_hand, "--measure", "reference_value", language="pl")
    assert told.code == 1
    assert "Wbrew regule R1 część pracy jest poniżej własnego kosztu." in told.out
    assert "razem: wspólna pula" in told.out
