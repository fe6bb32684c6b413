"""What the service tells about itself: one line for each event, for programs or for people.

A line holds ids, numbers and short codes and nothing else, so no secret, name or price can get
into it. Knows no HTTP and no database.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import threading
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType
from typing import Any, TextIO

from api.moments import now, text_of

OURS = ("allocator", "scenarios", "api")
"""Loggers of ours, by the first part of their name; all others are libraries'."""

OWN_HANDLERS = ("dbos",)
"""Libraries that would write past us unless their logger has our handler itself."""

FACTS = frozenset(
    {
        *("request_id", "solve_id", "sweep_id", "problem_id", "publication_id", "worker_id"),
        *("generation", "attempt", "tries", "operation", "job_state", "reason", "code", "kind"),
        *("method", "route", "status", "milliseconds", "seconds", "actor", "consortium_id", "role"),
        *("count", "number", "bytes", "slots", "restarts", "version", "tables", "task"),
        *("host", "port", "process", "error", "frames"),
    }
)
"""What may be told of an event. Anything else is a mistake of ours and is left out."""

LONGEST = 300
NAME = re.compile(r"[a-z][a-z_ ]{1,60}$")
SAFE = re.compile(r"[A-Za-z0-9_./:{}@+-]*")
SECRETS = re.compile(
    r"(?i)bearer\s+\S+|://[^/\s@]*@|[A-Za-z0-9_-]{33,}|\[(?:SQL|parameters):.*|\(Background on .*",
    re.DOTALL,
)
HIDDEN = "…"

_told: ContextVar[Mapping[str, Any]] = ContextVar("told", default=MappingProxyType({}))


def note(event: str, *, level: str = "info", **facts: Any) -> None:
    """Tell of an event, with what `told` has set for all events of this thread or task.

    `level` is debug, info, warning or error. Facts that are not in `FACTS` are not told.
    """
    logging.getLogger("api.journal").log(
        getattr(logging, level.upper()), event, extra={"facts": facts}
    )


@contextmanager
def told(**facts: Any) -> Iterator[None]:
    """Facts that all events in here have: a request's id, a solve's id and attempt."""
    token = _told.set(MappingProxyType({**_told.get(), **facts}))
    try:
        yield
    finally:
        _told.reset(token)


def note_error(event: str, error: BaseException, **facts: Any) -> None:
    """Tell of an error by its kind and where it arose; its words may hold data and stay out."""
    note(event, level="error", error=kind_of(error), frames=frames_of(error), **facts)


def start_journal(form: str, level: str, stream: TextIO | None = None) -> None:
    """Send all events, and those of libraries, to a stream (standard error).

    `form` is json, text or auto (text on a terminal); `level` the least that is told.
    """
    target = stream or sys.stderr
    as_text = form == "text" or (form == "auto" and target.isatty())
    handler = logging.StreamHandler(target)
    handler.setFormatter(TextForm() if as_text else JsonForm())
    handler.addFilter(_is_told)
    logging.getLogger().handlers = [handler]
    for name in (*OURS, *OWN_HANDLERS):
        logging.getLogger(name).setLevel(level.upper())
    for name in OWN_HANDLERS:
        logging.getLogger(name).handlers = [handler]
        logging.getLogger(name).propagate = False
    logging.captureWarnings(True)
    threading.excepthook = _thread_died


def _is_told(record: logging.LogRecord) -> bool:
    """Of libraries only warnings and errors: what goes well there is told by us."""
    return record.levelno >= logging.WARNING or is_ours(record)


def is_ours(record: logging.LogRecord) -> bool:
    """Whether a module of ours says this."""
    return record.name.partition(".")[0] in OURS


def _thread_died(died: threading.ExceptHookArgs) -> None:
    if died.exc_value is not None and died.exc_type is not SystemExit:
        note_error("thread_died", died.exc_value)


class JsonForm(logging.Formatter):
    """One JSON object in a line."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record."""
        return json.dumps(facts_of(record), ensure_ascii=False, separators=(",", ":"))


class TextForm(logging.Formatter):
    """A line for people: time, level, event, then the facts."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record."""
        facts = dict(facts_of(record))
        moment, level, event = (facts.pop(name) for name in ("time", "level", "event"))
        rest = "  ".join(f"{name}={value}" for name, value in facts.items())
        return f"{moment[11:19]} {level:<7} {event}  {rest}".rstrip()


def facts_of(record: logging.LogRecord) -> dict[str, Any]:
    """What is told of a record of ours or of a library's."""
    line: dict[str, Any] = {
        "time": text_of(now()),
        "level": record.levelname.lower(),
        "event": record.msg.replace(" ", "_") if _is_event(record) else "message",
    }
    if not _is_event(record):
        line["logger"] = record.name
        line["message"] = shortened(_one_line(record.getMessage()))
    facts = {**_told.get(), **vars(record), **getattr(record, "facts", {})}
    if record.exc_info and record.exc_info[1] is not None:
        error = record.exc_info[1]
        facts |= {"error": kind_of(error), "frames": frames_of(error)}
    return line | {
        name: facts[name] if name == "frames" else safe(facts[name])
        for name in sorted(FACTS & facts.keys())
        if facts[name] is not None
    }


def _one_line(said: str) -> str:
    """The first line, as the others are SQL and data; of a traceback the kind of the error."""
    lines = said.strip().splitlines() or [""]
    if not lines[0].startswith("Traceback"):
        return lines[0]
    kinds = [line for line in lines if re.match(r"[\w.]+(?:Error|Exception|Refusal)\b", line)]
    return f"{lines[0]} {kinds[-1].partition(':')[0]}" if kinds else lines[0]


def _is_event(record: logging.LogRecord) -> bool:
    """Whether what is said is the name of an event and not a sentence with data in it."""
    said = record.msg
    return is_ours(record) and not record.args and isinstance(said, str) and bool(NAME.match(said))


def safe(value: Any) -> Any:
    """A value as it may be told: numbers, and texts of the form of ids and codes."""
    if isinstance(value, bool | int | float):
        return value
    text = str(value)
    return shortened(text) if SAFE.fullmatch(text) else HIDDEN


def shortened(text: str) -> str:
    """A text without what looks like a secret, and not too long."""
    return SECRETS.sub(HIDDEN, text)[:LONGEST]


def kind_of(error: BaseException) -> str:
    """The class of an error, by its full name."""
    return f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")


def frames_of(error: BaseException) -> list[str]:
    """Where an error arose, the innermost place last: file, line and function."""
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    return [
        f"{'/'.join(each.filename.split('/')[-2:])}:{each.lineno} {each.name}" for each in frames
    ]
