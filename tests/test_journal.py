"""The journal: a line for each event, the libraries' too, and nothing in it that is a secret."""

from __future__ import annotations

import io
import json
import logging
import threading
import warnings
from collections.abc import Iterator
from typing import Any

import pytest

from api.journal import note, note_error, start_journal, told
from tests.journals import kept_loggers


class Journal:
    """What was written, line by line."""

    def __init__(self) -> None:
        self.stream = io.StringIO()

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The lines as objects."""
        return [json.loads(line) for line in self.stream.getvalue().splitlines()]

    @property
    def last(self) -> dict[str, Any]:
        """The last line, without time and process."""
        line = self.lines[-1]
        return {name: line[name] for name in line.keys() - {"time", "process"}}


@pytest.fixture(name="journal")
def a_journal() -> Iterator[Journal]:
    """A journal in JSON."""
    found = Journal()
    with kept_loggers():
        start_journal("json", "info", found.stream)
        yield found


def test_an_event_has_time_level_name_and_facts(journal: Journal) -> None:
    note("started", port=8000, seconds=0.25)
    (line,) = journal.lines
    assert line["time"].endswith("Z")
    assert journal.last == {"level": "info", "event": "started", "port": 8000, "seconds": 0.25}


def test_facts_of_a_request_are_with_each_of_its_events(journal: Journal) -> None:
    with told(request_id="ab12"):
        note("accepted", solve_id="so-1")
        with told(attempt=2):
            logging.getLogger("api.web.anything").info("request served", extra={"status": 202})
    note("ended")
    accepted, served, ended = journal.lines
    assert (accepted["request_id"], accepted["solve_id"]) == ("ab12", "so-1")
    assert (served["event"], served["request_id"]) == ("request_served", "ab12")
    assert (served["attempt"], served["status"]) == (2, 202)
    assert "request_id" not in ended


def test_what_is_no_fact_is_not_told(journal: Journal) -> None:
    note("accepted", name="Spółdzielnia", price="12.50", secret="hunter2", solve_id="so-1")
    assert journal.last == {"level": "info", "event": "accepted", "solve_id": "so-1"}


@pytest.mark.parametrize("value", ["Spółdzielnia Jutrzenka", "12,50 zł", "two\nlines", "a b"])
def test_a_fact_is_an_id_or_a_code(journal: Journal, value: str) -> None:
    note("refused", reason=value)
    assert journal.last["reason"] == "…"


@pytest.mark.parametrize(
    "secret",
    [
        "alc_hb9J1fZrtPklAVL91cB0MfrzOrFD10RTcop2vdVyRho",
        "Bearer short",
        "postgresql+psycopg://user:hunter2@host/name",
        "[SQL: INSERT INTO members] [parameters: ('Jutrzenka', 12.5)]",
    ],
)
def test_sentences_lose_their_secrets(journal: Journal, secret: str) -> None:
    for name in ("api.web.anything", "dbos", "uvicorn.error", "sqlalchemy.engine"):
        logging.getLogger(name).warning("it failed: %s, alas", secret)
    text = journal.stream.getvalue()
    assert len(journal.lines) == 4
    for part in ("hb9J1f", "short", "hunter2", "Jutrzenka"):
        assert part not in text


def test_an_error_is_told_by_its_kind_and_place_only(journal: Journal) -> None:
    try:
        raise ValueError("Jutrzenka costs 12.50")
    except ValueError as error:
        note_error("failed", error, solve_id="so-1")
        logging.getLogger("api.jobs.anything").exception("it failed")
    for line in journal.lines:
        assert line["error"] == "ValueError"
        assert line["frames"][-1].startswith("tests/test_journal.py:")
    assert "Jutrzenka" not in journal.stream.getvalue()


def test_a_library_says_only_what_goes_wrong(journal: Journal) -> None:
    logging.getLogger("dbos").info("all is well")
    logging.getLogger("uvicorn.error").info("all is well")
    assert journal.lines == []
    logging.getLogger("dbos").error("first line\nsecond line")
    assert journal.last == {
        "level": "error",
        "event": "message",
        "logger": "dbos",
        "message": "first line",
    }


def test_of_a_libraries_traceback_the_kind_is_told(journal: Journal) -> None:
    said = 'Traceback (most recent call last):\n  File "x.py", line 1\nValueError: Jutrzenka\n'
    logging.getLogger("uvicorn.error").error(said)
    assert journal.last["message"] == "Traceback (most recent call last): ValueError"


def test_warnings_are_told(journal: Journal) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(True)
        warnings.warn("something is old", stacklevel=1)
    assert journal.last["logger"] == "py.warnings"


def test_a_thread_does_not_die_in_silence(journal: Journal) -> None:
    thread = threading.Thread(target=lambda: [][0])
    thread.start()
    thread.join()
    assert (journal.last["event"], journal.last["error"]) == ("thread_died", "IndexError")


def test_the_least_that_is_told(journal: Journal) -> None:
    note("looked", level="debug")
    assert journal.lines == []
    start_journal("json", "error", journal.stream)
    note("hesitated", level="warning")
    assert journal.lines == []
    note("failed", level="error")
    assert journal.last["event"] == "failed"


def test_text_is_for_people(journal: Journal) -> None:
    stream = io.StringIO()
    start_journal("text", "info", stream)
    note("started", port=8000)
    assert stream.getvalue()[9:].startswith("info    started  port=8000")


def test_by_itself_it_is_text_on_a_terminal_only(journal: Journal) -> None:
    stream = io.StringIO()
    start_journal("auto", "info", stream)
    note("started")
    assert json.loads(stream.getvalue())["event"] == "started"
