"""The chart of what fairness costs: points where they belong, words in both languages, files."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ElementTree
from decimal import Decimal
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from allocator.reporting.charts import LevelPoint, chart_json, level_curve
from allocator.reporting.charts.colours import MAIN, PAPER, SMALL, contrast, grey
from allocator.reporting.charts.theme import Chart
from scenarios.frontier_chart import frontier_chart, plan_mark
from tests.command_line import Terminal, saved
from tests.operation_cases import FAIR, carried_out, read_back
from tests.test_charts import texts

STEPS = (
    LevelPoint(Decimal(1000), 33, True),
    LevelPoint(Decimal(1010), 50, True),
    LevelPoint(Decimal(1100), 94, False),
)
WHOLES = (
    LevelPoint(Decimal(1000), 33, True, "least"),
    LevelPoint(Decimal(1200), 94, True, "+20%"),
    LevelPoint(Decimal(1200), 94, False, "fairest"),
)


def layers(chart: Chart | None = None) -> list[dict[str, Any]]:
    """The layers of a chart, their rows under `rows`."""
    drawn = json.loads(chart_json(chart or level_curve(STEPS, WHOLES)))
    sets = drawn.get("datasets", {})
    return [
        {**each, "rows": each["data"].get("values") or sets[each["data"]["name"]]}
        for each in drawn["layer"]
    ]


def rows(layer: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Where the marks of a layer are, and what they are filled with."""
    return [(row["x"], row["y"], row["fill"]) for row in layer["rows"]]


def test_the_line_rises_only_at_points_and_goes_on_to_the_dearest_split() -> None:
    line, *_ = layers()
    assert line["mark"]["interpolate"] == "step-after"
    places = [(row["x"], row["y"]) for row in line["rows"]]
    assert places == [(1.0, 33.0), (1.01, 50.0), (1.1, 94.0), (1.2, 94.0)]


def test_proved_points_are_filled_and_whole_splits_are_squares() -> None:
    _, steps, wholes, *_ = layers()
    assert (steps["mark"]["shape"], wholes["mark"]["shape"]) == ("circle", "square")
    assert rows(steps) == [(1.0, 33.0, MAIN), (1.01, 50.0, MAIN), (1.1, 94.0, PAPER)]
    # Two splits in one place: filled only if both are proved.
    assert rows(wholes) == [(1.0, 33.0, SMALL), (1.2, 94.0, PAPER)]


def test_splits_in_one_place_share_their_names() -> None:
    found = {row["text"] for each in layers()[3:] for row in each["rows"]}
    assert found == {"least", "+20% = fairest"}


@pytest.mark.parametrize("language", ["pl", "en"])
def test_the_sentence_is_the_subtitle_in_lines_that_fit(language: str) -> None:
    sentence = "Pierwsze ćwierć procenta podnosi najsłabszego członka z 33% do 87% udziału. " * 3
    chart = level_curve(STEPS, WHOLES, sentence=sentence, language=language)
    title = json.loads(chart_json(chart))["title"]
    assert " ".join(title["subtitle"]).startswith(sentence.strip())
    assert max(map(len, title["subtitle"])) <= 118
    assert (
        title["text"]
        == {"pl": "Ile kosztuje sprawiedliwość", "en": "What fairness costs"}[language]
    )


def test_marks_stand_apart_on_a_grey_print() -> None:
    for first, second in combinations((MAIN, SMALL, PAPER), 2):
        assert contrast(grey(first), grey(second)) > 1.7


def test_without_points_there_is_a_sentence() -> None:
    assert "There is no split to show." in texts(level_curve((), (), language="en"))


def test_a_frontier_is_drawn_from_its_document() -> None:
    document = read_back(carried_out("frontier", content=FAIR).document)
    chart = frontier_chart(document, "pl")
    line, steps, wholes, *written = layers(chart)
    # Levels 0 to 50 by whole percents, from 100 PLN on.
    assert [row["y"] for row in steps["rows"]] == list(range(51))
    assert (wholes["rows"][0]["x"], wholes["rows"][0]["y"]) == (0.1, 0)
    title = json.loads(chart_json(chart))["title"]
    assert document["sentence_pl"] in " ".join(title["subtitle"])
    # Up to 1 % more buys nothing here: the next unit of M2's costs 2 %.
    names = {row["text"] for each in written for row in each["rows"]}
    assert names == {"najtańszy … +1%", "najsprawiedliwszy"}
    assert line["rows"][-1]["x"] == 0.11


def test_names_of_splits() -> None:
    assert plan_mark("+1/20", "pl") == "+0,05%"
    assert plan_mark("+0.25", "en") == "+0.25%"
    assert [plan_mark(name, "en") for name in ("least", "fairest", "at 110")] == [
        "cheapest", "fairest", "",
    ]  # fmt: skip


def test_the_command_writes_every_form(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = ("f.svg", "f.png", "f.csv", "f.json")
    words = [word for name in names for word in ("--out", tmp_path / name)]
    terminal = Terminal(capsys)
    ran = terminal("frontier", saved(tmp_path, **FAIR), *words, "--workers", "1", language="pl")
    assert ran.code == 0
    drawing = ElementTree.fromstring((tmp_path / "f.svg").read_bytes())
    told = " ".join(
        "".join(each.itertext()) for each in drawing.iter() if each.tag.endswith("text")
    )
    assert "Ile kosztuje sprawiedliwość" in told
    assert (tmp_path / "f.png").read_bytes().startswith(b"\x89PNG")
    assert (tmp_path / "f.csv").read_text().count("\nworst_off,") == 51
    assert json.loads((tmp_path / "f.json").read_text())["complete"]
    refused = terminal(
        "frontier", saved(tmp_path, **FAIR), "--out", tmp_path / "f.pdf", "--format", "json"
    )
    assert refused.code == 2
    assert re.search("svg", refused.out)
