"""Progress: what is said, how often, and that it stays on standard error."""

from fractions import Fraction

import pytest

from allocator.cli import progress
from allocator.cli.progress import sentence_of, shown_progress
from allocator.solving.progress import PhaseProgress


def moment(seconds=1.0, best=Fraction(1234567, 10), bound=Fraction(1, 3), phase="cost"):
    """A moment of a search."""
    return PhaseProgress(phase, best, bound, seconds)


@pytest.mark.parametrize(
    ("given", "language", "said"),
    [
        (moment(), "en", "task cost · best 123,456.70 · bound 0.33 · 1 s"),
        (moment(12.4), "pl", "koszt zadań · najlepszy 123 456,70 · granica 0,33 · 12 s"),
        (moment(best=None, bound=None), "en", "task cost · no split yet · 1 s"),
        (
            moment(phase="smallest_ratio", best=Fraction(1, 3), bound=None),
            "en",
            "smallest award against the distribution key · best 0.333333 · 1 s",
        ),
        (moment(phase="tie"), "en", "choice between equally good splits · 1 s"),
    ],
)
def test_one_line(given, language, said):
    assert sentence_of(given, language).replace("\N{NO-BREAK SPACE}", " ") == said


def test_a_line_at_most_every_two_seconds(capsys, monkeypatch):
    clock = iter([0.0, 0.5, 2.0, 3.9, 4.1, 4.2])
    monkeypatch.setattr(progress.time, "monotonic", lambda: next(clock))
    with shown_progress("en", quiet=False) as listen:
        for seconds in (1, 2, 3, 4, 5):
            listen(moment(seconds))
    said = capsys.readouterr()
    # at 0.5, 2.0, 3.9, 4.1 and 4.2 after the start at 0: the second and the fourth are told
    assert [line.split()[-2] for line in said.err.splitlines()] == ["2", "4"]
    assert said.out == ""


def test_quiet_says_nothing(capsys, monkeypatch):
    monkeypatch.setattr(progress, "SECONDS_BETWEEN", 0)
    with shown_progress("en", quiet=True) as listen:
        listen(moment())
    assert capsys.readouterr() == ("", "")


def test_a_terminal_gets_one_line_that_changes(capsys, monkeypatch):
    shown = []

    class Status:
        """Keeps what a status line would show; gone with its context."""

        def __enter__(self):
            return self

        def __exit__(self, *error):
            shown.append("gone")

        def update(self, text):
            shown.append(text)

    monkeypatch.setattr(progress.sys.stderr, "isatty", lambda: True)
    monkeypatch.setattr("rich.console.Console.status", lambda console, text: Status())
    with shown_progress("en", quiet=False) as listen:
        listen(moment(1, bound=None))
        listen(moment(2, bound=None))
    assert shown == [
        "task cost · best 123,456.70 · 1 s",
        "task cost · best 123,456.70 · 2 s",
        "gone",
    ]
    assert capsys.readouterr() == ("", "")
