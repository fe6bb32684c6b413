"""Charts as bytes and files: the same ones every time, readable in grey, drawn from themselves."""

from __future__ import annotations

import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allocator.reporting import result_document
from allocator.reporting.charts import (
    chart_bytes,
    chart_json,
    cost_waterfall,
    members_against_targets,
    split_matrix,
    trade_off,
    write_chart,
)
from allocator.reporting.charts.colours import (
    FEE,
    INK,
    MAIN,
    PAPER,
    SHADES,
    SMALL,
    SUM,
    UNUSED,
    contrast,
    grey,
    ink_on,
    luminance,
)
from allocator.reporting.charts.placing import ABOVE_FIRST, LETTER_HEIGHT, Frame, placed, together
from allocator.reporting.charts.theme import Chart
from allocator.texts.formats import HARD_SPACE
from allocator.texts.issues import InputError
from tests.results import KITCHEN_SPLIT, a_result, kitchen
from tests.test_architecture import loaded_by
from tests.test_charts import POINTS

ROOT = Path(__file__).parent.parent
DRAWING = ("altair", "vl_convert")
SAME = """
from tests.test_charts_rendering import all_charts
from allocator.reporting.charts import chart_json
import hashlib
print(hashlib.sha256("".join(map(chart_json, all_charts())).encode()).hexdigest())
"""


def all_charts(language: str = "pl") -> list[Chart]:
    """The four charts of the kitchen."""
    problem = kitchen()
    document = result_document(problem, a_result(problem, KITCHEN_SPLIT))
    drawn = (split_matrix, members_against_targets, cost_waterfall)
    return [each(problem, document, language=language) for each in drawn] + [
        trade_off(POINTS, language=language)
    ]


def test_grey_steps_are_told_apart() -> None:
    """From paper over unused to the darkest shade each step is a quarter darker, at least."""
    lightness = [luminance(each) for each in (UNUSED, *SHADES)]
    assert lightness == sorted(lightness, reverse=True)
    assert all(contrast(*each) >= 1.25 for each in pairwise((UNUSED, *SHADES)))


@pytest.mark.parametrize("colours", [(MAIN, SMALL), (MAIN, FEE, SUM, PAPER), (MAIN, SUM)])
def test_colours_of_one_chart_differ_in_grey(colours: tuple[str, ...]) -> None:
    assert all(contrast(*each) >= 1.8 for each in combinations(colours, 2))


def test_grey_keeps_lightness() -> None:
    """Red has 0.2126 of the light of white; its grey has as much (to a step of 1/255)."""
    assert luminance("#ff0000") == pytest.approx(0.2126)
    assert luminance(grey("#ff0000")) == pytest.approx(0.2126, abs=0.005)
    assert grey("#000000") == "#000000"
    assert grey("#ffffff") == "#ffffff"
    assert contrast("#ffffff", "#000000") == pytest.approx(21)


@pytest.mark.parametrize("ground", [UNUSED, *SHADES, MAIN, SMALL, SUM, FEE, PAPER])
def test_texts_are_read_on_their_ground(ground: str) -> None:
    """At least 4.5, which WCAG 2 asks of normal text."""
    assert contrast(ink_on(ground), ground) >= 4.5
    assert ink_on(ground) in (INK, PAPER)


def test_the_same_result_gives_the_same_bytes() -> None:
    """In another process with another order of hashes too."""
    found = set()
    for seed in ("1", "2"):
        run = subprocess.run(
            [sys.executable, "-c", SAME],
            cwd=ROOT,
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        )
        found.add(run.stdout)
    assert len(found) == 1
    assert [chart_json(each) for each in all_charts()] == [
        chart_json(each) for each in all_charts()
    ]


@pytest.mark.parametrize("statement", ["import allocator", "import allocator.reporting"])
def test_drawing_is_loaded_only_when_wanted(statement: str) -> None:
    assert loaded_by(statement).isdisjoint(DRAWING)


def test_help_loads_no_drawing() -> None:
    statement = "from allocator.cli.app import run\nrun(['--help', '--lang', 'en'])"
    assert loaded_by(statement).isdisjoint(DRAWING)


def test_building_a_chart_does_not_start_the_engine() -> None:
    found = loaded_by("import allocator.reporting.charts")
    assert "altair" in found
    assert "vl_convert" not in found


def test_charts_refer_to_nothing_outside() -> None:
    for chart in all_charts():
        addresses = re.findall(r'"(?:url|href)"|https?://[^"]*', chart_json(chart))
        assert [each for each in addresses if "vega.github.io/schema" not in each] == []


@pytest.mark.parametrize("language", ["pl", "en"])
def test_charts_are_drawn_as_svg(language: str) -> None:
    for chart in all_charts(language):
        drawn = ElementTree.fromstring(chart_bytes(chart, "svg"))
        sizes = [
            float(each.get("font-size", "0").removesuffix("px"))
            for each in drawn.iter("{http://www.w3.org/2000/svg}text")
        ]
        assert sizes
        assert min(sizes) >= 12
        families = {each.get("font-family") for each in drawn.iter() if each.get("font-family")}
        assert all(str(each).startswith("Liberation Sans") for each in families)


def test_axes_are_numbered_in_the_language() -> None:
    waterfall = chart_bytes(trade_off(POINTS), "svg").decode()
    assert f">3{HARD_SPACE}045<" in waterfall
    assert ">3,045<" in chart_bytes(trade_off(POINTS, language="en"), "svg").decode()


def test_charts_are_drawn_as_png() -> None:
    drawn = chart_bytes(all_charts()[1], "png")
    assert drawn.startswith(b"\x89PNG")
    width, height = (int.from_bytes(drawn[start : start + 4]) for start in (16, 20))
    assert width > 1000
    assert height > 200


def test_another_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="'gif'"):
        chart_bytes(all_charts()[0], "gif")


def test_charts_are_written_by_suffix(tmp_path: Path) -> None:
    chart = all_charts()[2]
    for kind in ("svg", "png", "json"):
        write_chart(chart, tmp_path / f"chart.{kind}")
        assert (tmp_path / f"chart.{kind}").read_bytes() == chart_bytes(chart, kind)
    with pytest.raises(InputError) as refused:
        write_chart(chart, tmp_path / "chart.gif")
    assert [each.code for each in refused.value.issues] == ["output_kind_unknown"]
    assert not (tmp_path / "chart.gif").exists()


@settings(max_examples=60)
@given(
    st.lists(
        st.tuples(st.integers(0, 100), st.integers(0, 100), st.integers(1, 14)),
        min_size=1,
        max_size=9,
    )
)
def test_texts_beside_points_never_meet(points: list[tuple[int, int, int]]) -> None:
    frame = Frame((-10.0, 110.0), (-20.0, 120.0), 760, 230)
    spots = [(float(x), float(y)) for x, y, _ in points]
    words = ["x" * length for _, _, length in points]
    boxes = [
        side.box(frame.pixel(spots[place]), words[place])
        for side, places in placed(frame, spots, words).items()
        for place in places
    ]
    for one, other in combinations(boxes, 2):
        apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
        assert apart
    assert [each[3] - each[1] for each in boxes] == pytest.approx([LETTER_HEIGHT] * len(boxes))


def test_a_text_with_room_is_placed() -> None:
    """Two points far apart: both have their text above on the left."""
    frame = Frame((0.0, 100.0), (0.0, 100.0), 760, 230)
    ((side, places),) = placed(frame, [(40.0, 40.0), (80.0, 60.0)], ["one", "two"]).items()
    assert (side.align, side.baseline, places) == ("right", "bottom", [0, 1])


def test_points_without_a_text_take_no_room_for_one() -> None:
    """The point beside it would want the same room, had it anything to say."""
    frame = Frame((0.0, 100.0), (0.0, 100.0), 760, 230)
    for words in (["a long name", ""], ["", "a long name"]):
        ((side, places),) = placed(frame, [(50.0, 50.0), (43.0, 50.0)], words, ABOVE_FIRST).items()
        assert (side.align, side.baseline) == ("center", "bottom")
        assert places == [words.index("a long name")]


def test_points_that_touch_are_told_together() -> None:
    """7.6 pixels for each step across: the first three touch, the fourth stands alone."""
    frame = Frame((0.0, 100.0), (0.0, 100.0), 760, 230)
    assert together(frame, [(2.0, 5.0), (1.0, 5.0), (0.0, 5.0), (4.0, 5.0)]) == [[2, 1, 0], [3]]
    assert together(frame, [(1.0, 5.0), (1.0, 50.0)]) == [[1], [0]]
    assert together(frame, []) == []
