"""Forged results and certificates of kinds that are consistent, hidden or malformed."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import redirect_stdout
from decimal import Decimal
from io import StringIO
from pathlib import Path
from shutil import copy
from typing import Any

import pytest

from allocator.certificates.holding import PARTS, differences
from allocator.cli.app import run
from allocator.operations.certifying import certificate_of
from allocator.reading import read_problem, write_json
from allocator.reporting import dump_document
from allocator.reporting.shapes import is_result_shaped
from allocator.solving import engines as engines_module
from tests.command_line import Terminal
from tests.test_brute_force import in_this_process
from tests.toy4 import toy4

Document = dict[str, Any]
Change = Callable[[Document, Document], object]

WORDS = ("--measure", "reference_value", "--grid", "5", "--cap", "none", "--backend", "cpsat")


@pytest.fixture(autouse=True)
def _one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines_module, "race", in_this_process)


@pytest.fixture(name="terminal")
def a_terminal(capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(capsys)


def solve_toy4(folder: Path, *goals: str, budget: int = 29) -> None:
    """TOY4, its result `r.json` and perhaps the certificate, in a folder."""
    write_json(toy4(budget=budget).tables, folder / "toy4.json")
    asked = [word for each in goals for word in ("--goal", each)]
    out = ("--out", str(folder / "r.json"), "--quiet")
    with redirect_stdout(StringIO()):
        assert run(["solve", str(folder / "toy4.json"), *asked, *WORDS, *out]) == 0


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Results of TOY4 with everything for forgers: the fairest at 26, and one for 23 at most."""
    folder = tmp_path_factory.mktemp("forged")
    for name, budget in (("fair", 29), ("poor", 23)):
        (folder / name).mkdir()
        solve_toy4(folder / name, "target_share", "cost", budget=budget)
    return folder


def documents(folder: Path) -> tuple[Document, Document]:
    result, certificate = (folder / name for name in ("r.json", "r.certificate.json"))
    return json.loads(result.read_text()), json.loads(certificate.read_text())


def verified(terminal: Terminal, folder: Path, result: Any, certificate: Any) -> int:
    (folder / "r.json").write_text(result if isinstance(result, str) else json.dumps(result))
    told = certificate if isinstance(certificate, str) else json.dumps(certificate)
    (folder / "r.certificate.json").write_text(told)
    return terminal("verify", folder / "r.json", "--quiet").code


FORGERIES: dict[str, Change] = {
    "a bound that is another than the value": lambda r, c: r["goals"][1].update(bound=1),
    "no bound at all": lambda r, c: r["goals"][0].update(bound=None),
    "levels as a bound that are higher": lambda r, c: r["goals"][0].update(bound=[18, 20, 20, 27]),
    "a goal without its value": lambda r, c: r["goals"][1].update(value=None),
    "a goal said to have been stopped": lambda r, c: r["goals"][0].update(stopped_by="time_limit"),
    "a run said to have been stopped": lambda r, c: r.update(stopped_by="time_limit"),
    "another tolerance": lambda r, c: r["goals"][0].update(tolerance_pct=5),
    "another draw": lambda r, c: r["tie"].update(seed=7),
    "levels that are not all": lambda r, c: r["goals"][0].update(exact=False),
    "what the certificate says of itself": lambda r, c: c.update(about_en="Of everybody."),
    "a remark in a claim": lambda r, c: c["claims"][0].update(remark="proved by all"),
    "yes for one": lambda r, c: c["claims"][0]["rows"][-1].update(lower=True),
    "the cap left out": lambda r, c: c.pop("cap_pct"),
    "a level twice": lambda r, c: c["levels"].append(26),
    "members in another order": lambda r, c: c["members"].reverse(),
    "an extra member": lambda r, c: c["members"].append(dict(c["members"][0], member_id="E")),
    "rungs in another order": lambda r, c: c["claims"].reverse(),
    "a personal claim dropped": lambda r, c: c["claims"].pop(),
    "all claims left out": lambda r, c: c.update(claims=[]),
    "a name with look-alike letters": lambda r, c: c["members"][0].update(member_id="А"),
    "the measure": lambda r, c: c.update(measure="hours"),
    "the measure everywhere": lambda r, c: (
        c.update(measure="hours"),
        [each.update(measure="hours") for each in r["provenance"]["goals"]],
        r["provenance"]["fairness"].update(measure="hours"),
    ),
    "the grid everywhere": lambda r, c: (
        c.update(grid_pct=10),
        [each.update(grid_pct=10) for each in r["provenance"]["goals"]],
    ),
    "levels everywhere": lambda r, c: (
        r["goals"][0].update(value=[19, 20, 20, 26], bound=[19, 20, 20, 26]),
        c.update(levels=[19, 20, 20, 26]),
        c["members"][0].update(level=19),
    ),
    "a price everywhere": lambda r, c: c["problem"]["offers"][0].update(unit_cost_pln=1),
    "a rule forgotten": lambda r, c: r["provenance"].update(rules_off=["budget"]),
    "a limit invented": lambda r, c: r["provenance"].update(cost_cap_pln=26),
}


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forgery_is_refuted(terminal: Terminal, made: Path, tmp_path: Path, name: str) -> None:
    result, certificate = documents(made / "fair")
    FORGERIES[name](result, certificate)
    assert verified(terminal, tmp_path, result, certificate) == 1


def test_the_certificate_of_another_problem(terminal: Terminal, made: Path, tmp_path: Path) -> None:
    """As it is, with the digest put right, and with the other problem inside as well."""
    result, certificate = documents(made / "fair")
    _, other = documents(made / "poor")
    assert verified(terminal, tmp_path, result, other) == 1
    other["problem_digest"] = certificate["problem_digest"]
    assert verified(terminal, tmp_path, result, other) == 1
    certificate["problem"] = other["problem"]
    assert verified(terminal, tmp_path, result, certificate) == 1


def test_a_worse_split_that_agrees_with_itself_is_refuted_by_a_plan(
    terminal: Terminal, made: Path, tmp_path: Path
) -> None:
    """The fairest at 23 at most, honest in every number, said to be that of a budget of 29."""
    write_json(toy4(budget=29).tables, tmp_path / "toy4.json")
    words = ("--goal", "target_share", "--goal", "cost", "--cost-cap", "23", *WORDS)
    path = tmp_path / "r.json"
    assert terminal("solve", tmp_path / "toy4.json", *words, "--out", path, "--quiet").code == 0
    result, certificate = documents(tmp_path)
    result["provenance"]["cost_cap_pln"] = None
    result["rules"] = [each for each in result["rules"] if each["rule_id"] != "cost_cap"]
    # Without the certificate it is the ladder itself that is broken.
    path.write_text(json.dumps(result))
    (tmp_path / "r.certificate.json").unlink()
    ran = terminal("verify", path, tmp_path / "toy4.json", "--quiet", "--format", "json")
    assert (ran.code, ran.document["mistakes"]) == (1, [])
    assert "refuted" in {each["finding"] for each in ran.document["claims"]}
    # With a certificate made for the claim: a forger who has this program.
    certificate = forged_for(result)
    assert verified(terminal, tmp_path, result, certificate) == 1
    ran = terminal("verify", path, "--quiet", "--format", "json")
    assert ran.document["mistakes"] == []
    found = {each["goal"]: each["finding"] for each in ran.document["claims"]}
    assert found["claim:level:0"] == "refuted"


def forged_for(result: Document) -> Document:
    """What the program would write for a result, true or not."""
    problem = read_problem(Path(result["provenance"]["run"]["input"]))
    found = certificate_of(problem, json.loads(dump_document(result)))
    assert found is not None
    told: Document = json.loads(found.text)
    return told


def test_the_other_split_that_ties_is_no_forgery_but_the_draw_is(
    terminal: Terminal, tmp_path: Path
) -> None:
    """Two splits are fairest, at 26 and 29, and only the draw tells them apart: whoever hands in
    the other one with all its own numbers is refuted by the draw, unless it claims none."""
    solve_toy4(tmp_path, "target_share")
    drawn, _ = documents(tmp_path)
    other = 29 if drawn["task_cost_pln"] == 26 else 26
    for seed in range(1, 30):
        words = ("--goal", "target_share", "--seed", str(seed), *WORDS)
        path = tmp_path / "r.json"
        terminal("solve", tmp_path / "toy4.json", *words, "--out", path, "--quiet")
        result, certificate = documents(tmp_path)
        if result["task_cost_pln"] == other:
            break
    assert result["task_cost_pln"] == other
    assert verified(terminal, tmp_path, result, certificate) == 0
    result["tie"]["seed"] = result["provenance"]["seed"] = 0
    assert verified(terminal, tmp_path, result, certificate) == 1
    result["tie"]["broken"] = False
    assert verified(terminal, tmp_path, result, certificate) == 0


def test_one_cell_of_the_problem_given_differs(
    terminal: Terminal, made: Path, tmp_path: Path
) -> None:
    for name in ("r.json", "r.certificate.json"):
        copy(made / "fair" / name, tmp_path / name)
    document = json.loads((made / "fair" / "toy4.json").read_text())
    document["offers"][0]["unit_cost_pln"] += 1
    (tmp_path / "other.json").write_text(json.dumps(document))
    ran = terminal("verify", tmp_path / "r.json", tmp_path / "other.json", "--format", "json")
    assert (ran.code, ran.fault_codes) == (2, ["result_of_other_problem"])


BROKEN: dict[str, tuple[str, str, str]] = {
    "a key twice": ("r.certificate.json", '"kind"', '"kind": 1, "kind"'),
    "not a number": ("r.certificate.json", '"grid_pct": 5', '"grid_pct": NaN'),
    "infinity": ("r.json", '"task_cost_pln": 26', '"task_cost_pln": Infinity'),
    "no certificate at all": ("r.certificate.json", "fairness_certificate", "something"),
    "cut off": ("r.certificate.json", '"claims"', "{"),
    "an astronomic quantity": ("r.json", '"quantity": 1', '"quantity": 1e99999999'),
    "a member that is a number": ("r.json", '"member_id": "A"', '"member_id": 7'),
    "a goal without a name": ("r.json", '"goal": "cost", ', ""),
    "a goal that there is not": ("r.json", '"goal": "target_share"', '"goal": "fairest"'),
    "proved in words": ("r.json", '"proved": true', '"proved": "yes"'),
    "engines that are none": ("r.json", '"confirmed_by": [', '"confirmed_by": [[], '),
    "a grid of nothing": ("r.json", '"grid_pct": 5', '"grid_pct": 0'),
    "a division by nothing": ("r.json", '"grid_pct": 5', '"grid_pct": "1/0"'),
    "rules off that are none": ("r.json", '"rules_off": [', '"rules_off": [1'),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_malformed_is_bad_input(
    terminal: Terminal, made: Path, tmp_path: Path, name: str
) -> None:
    which, old, new = BROKEN[name]
    texts = {each: (made / "fair" / each).read_text() for each in ("r.json", "r.certificate.json")}
    flat = {each: json.dumps(json.loads(text)) for each, text in texts.items()}
    assert old in flat[which]
    flat[which] = flat[which].replace(old, new)
    assert verified(terminal, tmp_path, *flat.values()) == 2


def test_numbers_too_long_to_tell_apart_by_rounding() -> None:
    """A coefficient that differs in the fortieth digit is another one."""
    whole = {**dict.fromkeys(PARTS, 1), "claims": [], "grid_pct": 7}
    near = {**whole, "grid_pct": Decimal("7." + "0" * 40 + "1")}
    assert list(differences(whole, whole)) == []
    assert list(differences(near, whole)) == ["grid_pct"]
    assert list(differences({**whole, "grid_pct": Decimal("1e9999999")}, whole)) == ["grid_pct"]
    assert list(differences({**whole, "complete": True}, whole)) == ["complete"]


def test_a_shape_is_that_of_every_result_there_is(made: Path) -> None:
    result, _ = documents(made / "poor")
    assert is_result_shaped(result)
    assert not is_result_shaped({**result, "status": "splendid"})
    assert not is_result_shaped([])


@pytest.mark.parametrize("goals", [("largest_share", "cost"), ("target_share", "largest_share")])
def test_levels_from_the_highest_down_are_proved_again(
    terminal: Terminal, tmp_path: Path, goals: tuple[str, ...]
) -> None:
    """Their ladder is climbed downward; a certificate of the other goal does not stand for it."""
    solve_toy4(tmp_path, *goals)
    path = tmp_path / "r.json"
    ran = terminal("verify", path, tmp_path / "toy4.json", "--quiet", "--format", "json")
    assert (ran.code, ran.document["verdict"]) == (0, "confirmed")
    told = [each["goal"] for each in ran.document["claims"]]
    assert [each for each in told if each.startswith("largest_share:level:")]
    result = json.loads(path.read_text())
    place = goals.index("largest_share")
    result["goals"][place]["value"][0] -= 1
    result["goals"][place]["bound"][0] -= 1
    path.write_text(json.dumps(result))
    assert terminal("verify", path, tmp_path / "toy4.json", "--quiet").code == 1
