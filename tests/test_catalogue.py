"""Every issue anywhere has a sentence in both languages, and it fits the issue's parameters."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

import allocator
import api
import scenarios
from allocator.texts.catalogue import LANGUAGES, LONGEST_VALUE, line, sentence, sentences
from allocator.texts.issues import Issue, Severity
from tests.building_cases import FAULTS, NOTICES, WARNINGS
from tests.test_building import told

SPEAKERS = {"Issue", "CellFault", "NumberFault", "fault", "warning", "notice"}
"""Functions whose first argument is the code of an issue."""

CODES = sorted(sentences())


def sources() -> Iterator[Path]:
    """The modules that may speak, without the catalogues themselves."""
    for package in (allocator, scenarios):
        for path in Path(str(package.__file__)).parent.rglob("*.py"):
            if not path.name.startswith("catalogue"):
                yield path
    # Of the service those that speak on the command line; the others answer requests.
    service = Path(str(api.__file__)).parent
    yield from (*service.glob("*.py"), *(service / "serving").glob("*.py"))


def spoken() -> dict[str, set[str]]:
    """Codes in the sources, with the parameters that each is given where that can be seen."""
    found: dict[str, set[str]] = {}
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and called(node) in SPEAKERS and node.args:
                code = node.args[0]
                if isinstance(code, ast.Constant) and isinstance(code.value, str):
                    found.setdefault(code.value, set()).update(named(node))
    return found


def called(node: ast.Call) -> str:
    """The last part of the name of what is called."""
    function = node.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def named(node: ast.Call) -> set[str]:
    """The names of keyword parameters; those of `parameters=(("name", ...),)` too."""
    keywords = {each.arg: each.value for each in node.keywords if each.arg}
    pairs = keywords.get("parameters")
    written = (
        {
            each.elts[0].value
            for each in ast.walk(pairs)
            if pairs is not None
            if isinstance(each, ast.Tuple) and each.elts and isinstance(each.elts[0], ast.Constant)
        }
        if pairs is not None
        else set()
    )
    return set(keywords) | {str(each) for each in written}


def placeholders(text: str) -> set[str]:
    """The parameters that a sentence needs."""
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def codes_in_sources() -> re.Pattern[str]:
    """Every text constant in the sources; a code may be put together, as f"unknown_{what}"."""
    found = set()
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(re.escape(node.value))
            elif isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                beginning = str(node.values[0].value)
                if re.fullmatch(r"[a-z]{4,}_[a-z_]*", beginning):
                    found.add(beginning + r"\w+")
    return re.compile("|".join(each for each in found if re.match(r"[a-z_]+", each)))


def test_every_code_has_a_sentence() -> None:
    assert set(spoken()) - set(CODES) == set()


def test_every_sentence_has_a_code() -> None:
    # A sentence that nobody says is a leftover.
    said = codes_in_sources()
    assert [code for code in CODES if not said.fullmatch(code)] == []


@pytest.mark.parametrize("code", CODES)
def test_both_languages_need_the_same_parameters(code: str) -> None:
    polish, english = sentences()[code]
    assert polish
    assert english
    assert polish != english
    assert placeholders(polish) == placeholders(english)


@pytest.mark.parametrize(
    ("code", "content"), [(code, content) for code, _, content in (*FAULTS, *WARNINGS, *NOTICES)]
)
def test_sentences_of_building_are_filled(code: str, content: dict[str, object]) -> None:
    for issue in told(content):
        for polish_or_english, language in zip(sentences()[issue.code], LANGUAGES, strict=True):
            assert placeholders(polish_or_english) <= {name for name, _ in issue.parameters}
            assert issue.code != sentence(issue, language)
            assert "\n" not in line(issue, language)


ISSUE = Issue(
    "below_minimum", Severity.FAULT, "offers", 12, "unit_cost_pln", "-1", (("limit", "0.5"),)
)


def test_a_line_begins_with_its_place_and_quotes_the_value() -> None:
    assert line(ISSUE, "pl") == (
        "offers, wiersz 12, kolumna unit_cost_pln: "
        "„-1” – wartość jest mniejsza niż dozwolone 0,5 [below_minimum]"
    )
    assert line(ISSUE, "en") == (
        "offers, row 12, column unit_cost_pln: "
        "“-1” – the value is below the allowed 0.5 [below_minimum]"
    )


def test_a_sentence_has_no_place() -> None:
    assert sentence(ISSUE, "en") == "The value is below the allowed 0.5."


def test_a_place_without_row_column_or_value() -> None:
    issue = Issue("table_missing", table="offers")
    assert line(issue, "en") == "offers: this table is missing, and it is required [table_missing]"
    assert line(Issue("table_missing"), "en").startswith("this table")


def test_a_value_stays_on_the_line() -> None:
    wild = "a\nb\t\x1b[31m" + "x" * 500
    issue = Issue("table_missing", table="offers", value=wild)
    text = line(issue, "pl")
    assert text.isprintable()
    assert len(text) < LONGEST_VALUE + 100
    assert "„a b [31mxxx" in text


def test_braces_in_values_are_only_letters() -> None:
    issue = Issue("unknown_metric", value="{x}", parameters=(("near", "{near} {0}"),))
    assert "“{x}” – there is no such metric; similar ones: {near} {0}" in line(issue, "en")


def test_a_code_without_a_sentence_speaks_for_itself() -> None:
    issue = Issue("new_code", table="offers", row=3)
    assert line(issue, "pl") == "offers, wiersz 3: new_code [new_code]"


def test_a_missing_parameter_is_no_failure() -> None:
    assert "{limit}" in line(Issue("below_minimum"), "pl")
