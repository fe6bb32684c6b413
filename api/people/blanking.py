"""No secret in logs: what looks like one is blanked in messages, extra fields and tracebacks."""

from __future__ import annotations

import logging
import re
import traceback
from collections.abc import Iterable, Mapping
from typing import Any

BLANK = "[secret]"
SECRETS = re.compile(
    r"alc_[A-Za-z0-9_-]{8,}"  # tokens of ours, cut ones too
    r"|eyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*){0,2}"  # signed tokens of an issuer
    r"|(?<=://)[^\s/@:]*:[^\s/@]+(?=@)"  # name and password in an address
)
AUTHORIZATION = re.compile(
    r"(authorization(?:['\"]\s*[:,]|\s*[:=])\s*(?:b?['\"])?)(?:(?:bearer|basic|digest)\s+)?[^\s'\",;)}\]]+"
    r"|(\bbearer\s+)[A-Za-z0-9._~+/=-]{20,}",
    re.IGNORECASE,
)
PLAIN = frozenset(vars(logging.makeLogRecord({}))) - {"msg", "args", "exc_text", "stack_info"}


def blanked(text: str) -> str:
    """A text without secrets."""
    return AUTHORIZATION.sub(_kept, SECRETS.sub(BLANK, text))


def _kept(found: re.Match[str]) -> str:
    return (found[1] or found[2]) + BLANK


class Blanking(logging.Filter):
    """Blanks secrets in all that a handler writes; lets every record pass.

    It stands at handlers, not at loggers: only there it sees what other libraries' loggers say.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record where it holds a secret."""
        message = _message(record)
        if (clean := blanked(message)) != message:
            record.msg, record.args = clean, None
        if record.exc_info and record.exc_info[0] is not None:
            self._blank_traceback(record)
        for name in vars(record).keys() - PLAIN:
            if name not in ("msg", "args"):
                setattr(record, name, _blanked_value(getattr(record, name)))
        return True

    def _blank_traceback(self, record: logging.LogRecord) -> None:
        """Tell an exception with a secret as text only, so that no formatter tells it anew."""
        text = "".join(traceback.format_exception(*record.exc_info)).rstrip()  # type: ignore[misc]
        if (clean := blanked(text)) != text:
            record.exc_text, record.exc_info = clean, None


def blank_secrets(loggers: Iterable[str] = ("", "uvicorn", "uvicorn.access", "dbos")) -> None:
    """Put the filter at every handler that these loggers have now; "" is the root."""
    for name in loggers:
        for handler in logging.getLogger(name).handlers:
            if not any(isinstance(each, Blanking) for each in handler.filters):
                handler.addFilter(Blanking())


def _message(record: logging.LogRecord) -> str:
    """The message; a record whose arguments do not fit is told without them."""
    try:
        return record.getMessage()
    except (TypeError, ValueError, KeyError):
        record.args = None
        return str(record.msg)


def _blanked_value(value: Any) -> Any:
    if isinstance(value, str):
        return blanked(value)
    if isinstance(value, bytes):
        return blanked(value.decode("utf-8", "replace"))
    if isinstance(value, Mapping):
        return {
            key: BLANK if str(key).lower() == "authorization" else _blanked_value(each)
            for key, each in value.items()
        }
    if isinstance(value, list | tuple):
        return [_blanked_value(each) for each in value]
    return value
