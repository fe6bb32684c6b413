"""Every answer says where it comes from, and has the faces that people ask for."""

from __future__ import annotations

import csv
import io
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from allocator.operations import operation, operations, settings_from_json
from allocator.operations.fitting import with_scenario
from allocator.operations.plugins import scenario_applier
from allocator.problem.digest import problem_digest, text_digest
from allocator.texts.issues import InputError
from scenarios.comparing import compare
from tests.builders import problem
from tests.command_line import SHARED, Terminal, saved
from tests.operation_cases import FAIR, MANY, YEARS, carried_out, read_back, result_text
from tests.test_operations import ANSWERS

CONTENT: dict[str, dict[str, Any]] = {
    "ledger": YEARS,
    "complaints": FAIR,
    "adjust": FAIR,
    "compare_rules": FAIR,
    "incentives": FAIR,
    "frontier": FAIR,
    "sweep": MANY,
}
"""What the answers of `ANSWERS` are about, where it is not `SHARED`."""

ECHOED = {"problem_digest", "text_digest", "seed", "versions", "limits", "rules_off"}


@pytest.fixture
def terminal(capsys: pytest.CaptureFixture[str]) -> Terminal:
    """The command line in this process."""
    return Terminal(capsys)


@pytest.mark.parametrize("name", operations())
def test_every_answer_says_where_it_comes_from(name: str) -> None:
    found = read_back(ANSWERS[name]().document)["provenance"]
    asked = problem(**CONTENT.get(name, SHARED))
    assert found.keys() >= ECHOED
    assert found["problem_digest"] == problem_digest(asked)
    assert found["text_digest"] == text_digest(asked)
    assert found["seed"] == 0
    assert set(found["versions"]) == {"allocator", "ortools", "pulp"}
    # A sweep has many policies, each with goals of its own.
    told = found["policies"] if name == "sweep" else [found]
    assert all(each["goals"] for each in told)


def test_a_check_tells_the_policy_and_the_scenario_that_it_went_by() -> None:
    asked = {"scenario": "S1", "policy": "b", "rules_off": ["budget"]}
    answer = carried_out("check", asked, content=MANY, split={("M1", "C1"): Fraction(10)})
    solved = carried_out("solve", asked, content=MANY)
    checked, searched = (read_back(each.document)["provenance"] for each in (answer, solved))
    del searched["run"]
    assert checked == searched
    changed = with_scenario(problem(**MANY), "S1", scenario_applier()).problem
    assert checked["problem_digest"] == problem_digest(changed)


def test_a_verdict_compared_with_its_result_is_about_the_same_problem(
    terminal: Terminal, tmp_path: Path
) -> None:
    path = saved(tmp_path, **SHARED)
    result, verdict = tmp_path / "result.json", tmp_path / "verdict.json"
    terminal("solve", path, "--seed", "7", "--workers", "1", "--out", result)
    assert terminal("check", path, result, "--out", verdict).code == 0
    told = terminal("compare", result, verdict, "--format", "json")
    assert (told.code, told.document["notices"]) == (0, [])
    # Without a result to recall it the check knows no seed: that is no other request.
    documents = [
        read_back(carried_out("solve").document),
        read_back(carried_out("check", split={("M1", "C1"): Fraction(10)}).document),
    ]
    documents[0]["provenance"]["seed"] = 7
    assert compare(*documents).notices == ()
    documents[1]["provenance"]["problem_digest"] = "0" * 64
    assert [each.code for each in compare(*documents).notices] == ["compared_problems_differ"]


@pytest.mark.parametrize("language", ["pl", "en"])
@pytest.mark.parametrize("name", operations())
def test_every_answer_as_a_workbook_and_as_markdown(name: str, language: str) -> None:
    document = read_back(ANSWERS[name]().document)
    faces, about = operation(name).faces, problem(**CONTENT.get(name, SHARED))
    text = faces["markdown"](about, document, language).decode()
    assert text.startswith("# ")
    assert "\n**" in text
    data = faces["workbook"](about, document, language)
    assert data == faces["workbook"](about, document, language)
    book = load_workbook(io.BytesIO(data))
    assert book.sheetnames[0] == ("podsumowanie" if language == "pl" else "summary")
    sheet = book[book.sheetnames[-1]]
    cells = [cell.value for row in sheet.iter_rows() for cell in row if cell.value]
    assert document["provenance"]["problem_digest"] in cells


def test_the_words_of_an_answer_are_those_of_its_command(
    terminal: Terminal, tmp_path: Path
) -> None:
    """Ten units of M1 leave M2 with nothing of the 100 PLN it is due: see FAIR."""
    path = saved(tmp_path, **FAIR)
    split = tmp_path / "split.csv"
    split.write_text("member_id,component_id,quantity\nM1,C1,10\n")
    said = terminal("complaints", path, split)
    assert said.code == 1
    written = tmp_path / "complaints.md"
    terminal("complaints", path, split, "--out", written)
    assert said.out.splitlines()[0].replace("\xa0", " ") in written.read_text().replace("\xa0", " ")


def test_names_in_faces_are_no_formulas_and_no_markup() -> None:
    evil = '=HYPERLINK("http://x")'
    content = {**FAIR, "members": {"M1": {"target_share_pct": 50, "short_name": evil}}}
    content["members"]["M2"] = {"target_share_pct": 50, "short_name": "[a](b)|`c`"}
    cases: tuple[tuple[str, dict[str, Any]], ...] = (
        ("complaints", {"split": {("M1", "C1"): Fraction(10)}}),
        ("check", {"split": {("M1", "C1"): Fraction(10)}}),
        ("compare_rules", {}),
        ("ledger", {}),
    )
    for name, more in cases:
        rows = YEARS["history"] if name == "ledger" else []
        about = {**content, "history": rows}
        document = read_back(carried_out(name, content=about, **more).document)
        faces = operation(name).faces
        book = load_workbook(io.BytesIO(faces["workbook"](problem(**about), document, "pl")))
        cells = [each for sheet in book for row in sheet.iter_rows() for each in row]
        assert {each.data_type for each in cells} <= {"s", "n", "d", "b"}
        assert any(evil in str(each.value) for each in cells)
        assert "[a](b)|" not in faces["markdown"](problem(**about), document, "pl").decode()


def test_a_ledger_by_hand() -> None:
    """Half of last year's 100 PLN was due to each: M1 had 30, M2 70; half is due this year too."""
    answer = carried_out("ledger", content=YEARS)
    assert (answer.status, answer.verdict, answer.proved) == ("optimal", "not_counted", True)
    rows = {each["member_id"]: each for each in read_back(answer.document)["members"]}
    assert [rows[each]["open_pln"] for each in ("M1", "M2")] == [20, -20]
    assert [rows[each]["years"][0]["due_pln"] for each in ("M1", "M2")] == [50, 50]
    # A cap of 10 percent of the 50 PLN that are due leaves 5; a fade of all leaves nothing.
    capped = carried_out("ledger", content=YEARS, settings={"ledger_cap": 10, "member": "M1"})
    (only,) = read_back(capped.document)["members"]
    assert (only["member_id"], only["open_pln"]) == ("M1", 5)
    csv_face = operation("ledger").faces["csv"](problem(**YEARS), read_back(answer.document), "pl")
    table = list(csv.DictReader(io.StringIO(csv_face.decode())))
    assert [each["closing_pln"] for each in table if each["year"] == "2025"] == ["20.00", "-20.00"]


def test_verify_tells_its_claims_in_words() -> None:
    answer = carried_out("verify", settings={"result": result_text()})
    document = read_back(answer.document)
    assert document["goals"] == [{"goal": "cost", "value": 108, "proved": True}]
    text = operation("verify").faces["markdown"](problem(**SHARED), document, "en").decode()
    assert "**The result is confirmed.**" in text
    assert "1. task cost | 108.00" in text.replace("\xa0", " ")


def test_a_change_is_judged_and_the_nearest_split_keeps_it() -> None:
    """M1 gives up five of its ten units: M2 has to take them, 5 * 12 = 60 PLN of work at 100."""
    answer = ANSWERS["adjust"]()
    document = read_back(answer.document)
    assert (answer.status, answer.verdict, answer.proved) == ("optimal", "wrong", True)
    (moved,) = document["moves"]
    assert (moved["before"], moved["after"]) == (10, 5)
    nearest = document["nearest"]
    assert (nearest["outcome"], nearest["proved"]) == ("kept", True)
    assert nearest["beyond"]["moves"] == [
        {"member_id": "M2", "component_id": "C1", "before": 0, "after": 5}
    ]
    judged = carried_out(
        "adjust",
        content=FAIR,
        split={("M1", "C1"): Fraction(10)},
        settings={"moves": ["M1:M2:C1=5"]},
    )
    assert (judged.status, judged.verdict, judged.proved) == ("optimal", "right", True)
    assert judged.document["nearest"]["outcome"] == "itself"
    with pytest.raises(InputError) as caught:
        carried_out(
            "adjust",
            content=FAIR,
            split={("M1", "C1"): Fraction(10)},
            settings={"changes": ["M9:C1=5"], "moves": ["M1:M2:C1=11", "M1"]},
        )
    assert [(each.code, each.column) for each in caught.value.issues] == [
        ("unknown_member", "settings.changes"),
        ("move_above_quantity", "settings.moves"),
        ("move_form", "settings.moves"),
    ]


def test_who_complains_justly_and_who_gains_by_a_misreport() -> None:
    """M2 has nothing, M1 all: a unit can pass to it. With even levels nobody can complain."""
    found = carried_out("complaints", content=FAIR, split={("M1", "C1"): Fraction(10)})
    assert (found.status, found.verdict, found.proved) == ("optimal", "justified", True)
    assert found.document["complaints"][0]["member_id"] == "M2"
    even = {("M1", "C1"): Fraction(5), ("M2", "C1"): Fraction(5)}
    assert carried_out("complaints", content=FAIR, split=even).verdict == "none"
    for settings, columns in (
        ({"members": ["M9"], "kinds": ["lies"]}, ["settings.members", "settings.kinds"]),
    ):
        with pytest.raises(InputError) as caught:
            carried_out("incentives", content=FAIR, settings=settings)
        assert [each.column for each in caught.value.issues] == columns


def test_the_settings_of_a_ledger_keep_to_their_ranges() -> None:
    with pytest.raises(InputError) as caught:
        settings_from_json(operation("ledger"), {"ledger_cap": -1, "ledger_fade": 101})
    assert [each.code for each in caught.value.issues] == ["below_minimum", "above_maximum"]
    with pytest.raises(InputError):
        carried_out("ledger", content=YEARS, settings={"member": "M9"})
