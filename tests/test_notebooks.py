"""The notebooks: kept without outputs, told in sections, and true when they are run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import psutil
import pytest
from nbclient import NotebookClient

from allocator.texts.formats import HARD_SPACE

NOTEBOOKS = Path(__file__).parent.parent / "notebooks"
NAMES = sorted(path.name for path in NOTEBOOKS.glob("*.ipynb"))
LONGEST_CELL = 32
"""Lines of a code cell; what is longer is no story."""

CELL_SECONDS = 120
WORDS_OF_A_MEETING = "Co zdecyduje"
PROOFS = re.compile(r'<td style="[^"]*">(tak|nie)</td>')


def notebook(name: str) -> Any:
    """A notebook as it is kept."""
    return nbformat.read(NOTEBOOKS / name, as_version=4)  # type: ignore[no-untyped-call]


def cells(name: str, kind: str) -> list[str]:
    """The sources of all cells of a kind, `code` or `markdown`."""
    return [each.source for each in notebook(name).cells if each.cell_type == kind]


def executed(name: str, folder: Path, patch: pytest.MonkeyPatch) -> Any:
    """The notebook with its outputs, run in its own folder, away from people's own settings."""
    for variable in ("JUPYTER_RUNTIME_DIR", "JUPYTER_CONFIG_DIR", "IPYTHONDIR"):
        patch.setenv(variable, str(folder / variable.lower()))
    # By this name whatever a notebook started is known again.
    (folder / "t").mkdir()
    patch.setenv("TMPDIR", str(folder / "t"))
    found = notebook(name)
    client = NotebookClient(
        found, timeout=CELL_SECONDS, resources={"metadata": {"path": str(NOTEBOOKS)}}
    )
    client.config.KernelManager.transport_encryption = "auto"
    client.execute()
    return found


def outputs(found: Any) -> Iterator[Any]:
    """All outputs of an executed notebook."""
    for cell in found.cells:
        if cell.cell_type == "code":
            yield from cell.outputs


def told(found: Any) -> str:
    """All sentences and tables of an executed notebook, with usual spaces."""
    kinds = ("text/markdown", "text/html")
    texts = [each.data[kind] for each in outputs(found) for kind in kinds if kind in each.data]
    return "\n".join(texts).replace(HARD_SPACE, " ")


def pictures(found: Any) -> list[str]:
    """All drawings of an executed notebook."""
    return [each.data["image/svg+xml"] for each in outputs(found) if "image/svg+xml" in each.data]


def processes_on(folder: Path) -> list[str]:
    """Command lines of processes that were started on something in a folder."""
    commands = (each.info["cmdline"] or () for each in psutil.process_iter(["cmdline"]))
    return [" ".join(words) for words in commands if any(str(folder) in each for each in words)]


def assert_quiet(found: Any) -> None:
    """Nothing but results: no stream, no warning, no trace."""
    assert {each.output_type for each in outputs(found)} <= {"execute_result", "display_data"}


def test_there_are_four() -> None:
    assert [name.split("_")[0] for name in NAMES] == ["01", "02", "03", "04"]


@pytest.mark.parametrize("name", NAMES)
def test_notebooks_are_kept_without_outputs(name: str) -> None:
    found = notebook(name)
    nbformat.validate(found)
    for cell in found.cells:
        assert cell.metadata == {}
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None
    assert set(found.metadata) == {"kernelspec", "language_info"}


@pytest.mark.parametrize("name", NAMES)
def test_notebooks_are_stories(name: str) -> None:
    """Polish sections, each with an English summary; short cells; a decision at the end."""
    texts = cells(name, "markdown")
    sections = [each for each in texts if re.search(r"^##? ", each, re.MULTILINE)]
    assert [each.splitlines()[0] for each in sections if "> **In English.**" not in each] == []
    assert sections[0].startswith("# ")
    assert WORDS_OF_A_MEETING in sections[-1]
    lengths = [len(each.splitlines()) for each in cells(name, "code")]
    assert max(lengths) <= LONGEST_CELL


@pytest.mark.parametrize("name", NAMES)
def test_figures_are_computed_not_typed(name: str) -> None:
    """No amount of money stands in a text cell."""
    amounts = re.compile(r"\d[\d\s.,]*(?:zł|PLN)")
    assert [each for each in cells(name, "markdown") if amounts.search(each)] == []


def test_a_first_split(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The least total, that of the soft rules, and what M08 may and M07 may not take on.

    M07's carers have 230 hours a month (staff.csv), 1,500 hours of home care more take 137.5
    (1.1 for an hour, in twelfths) beside what they have already.
    """
    found = executed("01_pierwszy_podzial.ipynb", tmp_path, monkeypatch)
    assert_quiet(found)
    assert len(pictures(found)) == 3
    text = told(found)
    assert "3 159 451,46 zł" in text
    assert "3 046 754,50 zł" in text
    assert "uprawnienie kończy się 31.08.2026" in text
    assert text.count("**Wolno.**") == text.count("**Nie wolno.**") == 1
    assert "Złamane reguły twarde: żadna." in text
    assert re.search(r"Złamane reguły twarde: .*labour_capacity", text)
    assert "230 godz." in text
    assert PROOFS.findall(text) == ["tak", "tak"]
    assert "nie udowodniono" not in text


def test_what_if(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Which scenarios fit is known from expected_results.csv; a needed budget is rounded up."""
    found = executed("02_co_jesli.ipynb", tmp_path, monkeypatch)
    assert_quiet(found)
    assert len(pictures(found)) == 2
    text = told(found)
    assert "Gotowe: 10 z 10." in text
    assert "podpisujemy warianty: SC0, SC1, SC5, SC6, SC8, SC9." in text
    assert "Dla SC2, SC3, SC4, SC7 udowodniono" in text
    for needed in ("3 159 451,47 zł", "3 287 217,24 zł", "3 191 325,95 zł"):
        assert needed in text
    # Ten scenarios and four budgets.
    assert PROOFS.findall(text) == ["tak"] * 14
    assert "nie udowodniono" not in text
    assert processes_on(tmp_path / "t") == []


def test_what_inclusion_costs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Optima of an independent model: expected_results.csv, and the tests of engines."""
    found = executed("03_ile_kosztuje_wlaczanie.ipynb", tmp_path, monkeypatch)
    assert_quiet(found)
    assert len(pictures(found)) == 1
    text = told(found)
    for total in ("3 159 451,46 zł", "3 163 434,25 zł", "3 142 728,68 zł"):
        assert total in text
    for ratio in ("33,15%", "44,43%", "74,43%", "87,3%", "92,57%", "94,51%"):
        assert f">{ratio}<" in text
    # Four variants of the quotas and six steps of cost.
    assert PROOFS.findall(text) == ["tak"] * 10
    assert "Udowodnione są wszystkie punkty" in text


def test_what_fair_means(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ends of the curve as in the notebook before; of four lots everybody gets one by leximin.

    Shares of 2.8, 0.4, 0.4, 0.4 lots: 3, 1, 0, 0 deviates least, by 0.2 + 0.6 + 0.4 + 0.4 = 1.6.
    """
    found = executed("04_co_znaczy_sprawiedliwie.ipynb", tmp_path, monkeypatch)
    assert_quiet(found)
    assert len(pictures(found)) == 2
    text = told(found)
    assert "Najmniejszą część swojego udziału z klucza ma M08 OSP: 33,15%." in text
    assert "M04 Miotła (najwyżej 95,36%: tyle sam zaoferował)" in text
    assert "**Kto ma najmniej, ma 94% swojego udziału zamiast 33,2%.**" in text
    for end in ("3 037 934,10 zł", "Wynik, jaki jest: **potwierdzony**", "**obalony**"):
        assert end in text
    given = [re.sub(r"<[^>]*>", " ", row).split()[-3:] for row in re.findall("<tr>.*?</tr>", text)]
    lots = [row for row in given if row[0] in ("2,8", "0,4")]
    assert [row[1] for row in lots] == ["1", "1", "1", "1"]
    assert sorted(row[2] for row in lots) == ["0", "0", "1", "3"]
    assert lots[0] == ["2,8", "1", "3"]
    assert set(PROOFS.findall(text)) == {"tak"}
    assert "nierozstrzygnięty" not in text
