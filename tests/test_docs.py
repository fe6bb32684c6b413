"""The docs say all there is, and nothing that is not: names, commands, links, versions."""

from __future__ import annotations

import re
import shlex
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from allocator.cli.app import COMMON
from allocator.cli.declaring import Command
from allocator.cli.parsing import parse
from allocator.cli.plugins import all_commands
from allocator.problem.charter import (
    BUILT_IN,
    DENOMINATORS,
    GOALS,
    GROUPINGS,
    INDICATOR,
    LINK_KINDS,
    MEASURES,
    METRICS,
    STRENGTHS,
    UNITS,
)
from allocator.solvers.registry import ENGINE_NAMES
from docs.generate import DOCS, PAGES

ROOT = DOCS.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES_OF_PEOPLE = (
    *sorted(ROOT.glob("*.md")),
    *sorted(DOCS.rglob("*.md")),
    ROOT / "notebooks" / "README.md",
)
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
FENCE = re.compile(r"^```[a-z]*\n(.*?)^```", re.MULTILINE | re.DOTALL)


def shown(name: str) -> bool:
    """Whether the README names something as code."""
    return f"`{name}`" in README


def missing(names: Iterable[str]) -> list[str]:
    """Names that the README does not show."""
    return [name for name in names if not shown(name)]


def command_lines(page: str) -> Iterator[str]:
    """What code blocks tell people to type: lines of `make` and `allocator`, after a $ or bare."""
    for block in FENCE.findall(page):
        for line in block.splitlines():
            typed = line.removeprefix("$ ").split("  #")[0].strip().removesuffix(" &")
            if re.match(r"(?:make|allocator|\.venv/bin/allocator) ", typed):
                yield typed


def test_readme_names_the_whole_grammar() -> None:
    assert missing(METRICS) == []
    assert shown(f"{INDICATOR}ID")
    assert missing((*DENOMINATORS, *GROUPINGS, *UNITS, *STRENGTHS)) == []


def test_readme_names_every_goal_measure_constraint_and_engine() -> None:
    assert missing((*GOALS, *MEASURES, *BUILT_IN, *LINK_KINDS, *ENGINE_NAMES, "auto")) == []


def test_readme_names_every_command_and_option() -> None:
    commands = all_commands()
    assert {"solve", "check", "bench", "demo"} <= set(commands)
    assert [name for name in commands if f"`allocator {name}" not in README] == []
    options = dict.fromkeys(
        option.name for command in commands.values() for option in (*command.options, *COMMON)
    )
    pages = README + (DOCS / "service.md").read_text(encoding="utf-8")
    assert [name for name in options if not re.search(rf"`{name}[` ]", pages)] == []


@pytest.mark.parametrize("page", PAGES_OF_PEOPLE, ids=lambda page: page.name)
def test_commands_on_a_page_can_be_typed(page: Path) -> None:
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    for line in command_lines(page.read_text(encoding="utf-8")):
        program, *words = shlex.split(line)
        if program == "make":
            assert [word for word in words if "=" not in word and word not in targets] == [], line
            continue
        if words[0].startswith("-"):
            continue
        command = all_commands()[words[0]]
        assert parse(command, words[1:], COMMON)[1] == (), line


def test_a_wrong_command_line_would_be_seen() -> None:
    """The test above can fail."""
    page = "```sh\n$ allocator solve PATH --no-such-option\n```\n"
    (line,) = command_lines(page)
    command: Command = all_commands()["solve"]
    assert parse(command, shlex.split(line)[2:], COMMON)[1] != ()


@pytest.mark.parametrize("page", PAGES_OF_PEOPLE, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    links = LINK.findall(page.read_text(encoding="utf-8"))
    local = [link for link in links if "://" not in link and not link.startswith("mailto:")]
    assert [link for link in local if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("name", PAGES)
def test_generated_pages_are_current(name: str) -> None:
    written = (DOCS / name).read_text(encoding="utf-8")
    assert written == PAGES[name](), "run `make docs`"


def test_versions_agree() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    newest = re.search(r"^## (\S+)", changelog, re.MULTILINE)
    assert newest is not None
    assert newest.group(1) == project["version"]
    assert f"\nversion: {project['version']}\n" in citation


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    page = (DOCS / "architecture.md").read_text(encoding="utf-8")
    wanted = (*project["dependencies"], *project["optional-dependencies"]["dev"])
    names = [re.split(r"[<>=\[]", each)[0] for each in wanted]
    assert [name for name in names if f"`{name}`" not in page] == []


def test_lock_pins_exact_versions_and_nothing_else() -> None:
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not re.fullmatch(r"[\w.-]+==[\w.]+", line)] == []
