"""Words -> values: every form, and every mistake of form at once."""

import pytest

from allocator.cli.declaring import Argument, Command, Option
from allocator.cli.language import asked_for, language_of
from allocator.cli.parsing import parse

WORDS = ("słowo", "word")
COMMAND = Command(
    "try",
    WORDS,
    lambda invocation: 0,
    arguments=(Argument("PATH", WORDS), Argument("OUT", WORDS, required=False)),
    options=(
        Option("--policy", WORDS, value="ID"),
        Option("--pin", WORDS, value="PIN", repeats=True),
        Option("--partial", WORDS),
        Option("--format", WORDS, value="text|json", choices=("text", "json")),
    ),
)


def codes(*words: str) -> list[tuple[str, str, str]]:
    """Each mistake as (code, column, value)."""
    return [(each.code, each.column, each.value) for each in parse(COMMAND, words)[1]]


def test_everything_given():
    values, issues = parse(
        COMMAND,
        ("in", "--policy", "p", "--pin=a=1", "--partial", "--pin", "b=2", "out", "--format=json"),
    )
    assert issues == ()
    assert values == {
        "PATH": "in",
        "OUT": "out",
        "--policy": "p",
        "--pin": ("a=1", "b=2"),
        "--partial": True,
        "--format": "json",
    }


def test_what_is_left_out_is_nothing():
    values, issues = parse(COMMAND, ("in",))
    assert issues == ()
    assert values == {
        "PATH": "in",
        "OUT": None,
        "--policy": None,
        "--pin": (),
        "--partial": False,
        "--format": None,
    }


def test_after_two_dashes_all_are_arguments():
    assert parse(COMMAND, ("--", "--in", "--partial"))[0]["PATH"] == "--in"


def test_a_value_may_begin_with_a_dash():
    assert parse(COMMAND, ("in", "--policy", "-1"))[0]["--policy"] == "-1"


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ((), [("argument_missing", "PATH", "")]),
        (("in", "out", "more"), [("argument_unexpected", "", "more")]),
        (("in", "--polcy", "p"), [("unknown_option", "", "--polcy")]),
        (("in", "-x"), [("unknown_option", "", "-x")]),
        (("in", "--policy"), [("option_without_value", "--policy", "")]),
        (("in", "--policy", "--partial"), [("option_without_value", "--policy", "")]),
        (("in", "--policy", "a", "--policy", "b"), [("option_twice", "--policy", "b")]),
        (("in", "--partial=yes"), [("flag_with_value", "--partial", "yes")]),
        (("in", "--format", "xml"), [("option_not_a_choice", "--format", "xml")]),
    ],
)
def test_one_mistake(words, found):
    # the p of `--polcy p` is then taken for the argument OUT
    assert codes(*words) == found


def test_all_mistakes_at_once():
    assert codes("--bogus", "--format", "xml", "--policy") == [
        ("unknown_option", "", "--bogus"),
        ("option_not_a_choice", "--format", "xml"),
        ("option_without_value", "--policy", ""),
        ("argument_missing", "PATH", ""),
    ]


def test_an_option_forgotten_before_another_is_still_read():
    assert parse(COMMAND, ("in", "--policy", "--partial"))[0]["--partial"] is True


def test_a_near_name_is_suggested():
    (issue,) = parse(COMMAND, ("in", "--polcy=p"))[1]
    assert dict(issue.parameters)["near"].split(", ")[0] == "--policy"


@pytest.mark.parametrize(
    ("words", "environment", "language"),
    [
        ((), {}, "pl"),
        ((), {"LANG": "C"}, "pl"),
        ((), {"LANG": "C.UTF-8"}, "pl"),
        ((), {"LANG": "POSIX"}, "pl"),
        ((), {"LANG": "pl_PL.UTF-8"}, "pl"),
        ((), {"LANG": "en_GB.UTF-8"}, "en"),
        ((), {"LANG": "de_DE@euro"}, "en"),
        ((), {"LANG": "en_US", "LC_MESSAGES": "pl_PL"}, "pl"),
        ((), {"LANG": "pl_PL", "LC_MESSAGES": "pl_PL", "LC_ALL": "en_US"}, "en"),
        ((), {"LANG": "en_US", "LC_ALL": ""}, "en"),
        (("solve", "--lang", "en"), {"LANG": "pl_PL"}, "en"),
        (("--lang=pl", "solve"), {"LANG": "en_US"}, "pl"),
        (("solve", "--lang", "fr"), {"LANG": "en_US"}, "en"),
        (("solve", "--lang"), {}, "pl"),
    ],
)
def test_language(words, environment, language):
    assert language_of(words, environment) == language


def test_after_two_dashes_nothing_is_asked_for():
    assert asked_for(("check", "--", "--lang", "en")) == ""
