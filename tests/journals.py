"""Loggers as they were: for tests that start the journal in this process."""

from __future__ import annotations

import logging
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

WATCHED = ("", "allocator", "scenarios", "api", "dbos")


@contextmanager
def kept_loggers() -> Iterator[None]:
    """Whatever is done to loggers and hooks in here is undone at the end."""
    loggers = [logging.getLogger(name) for name in WATCHED]
    before = [(each.handlers, each.level, each.propagate) for each in loggers]
    hook, shown = threading.excepthook, warnings.showwarning
    try:
        yield
    finally:
        logging.captureWarnings(False)
        threading.excepthook, warnings.showwarning = hook, shown
        for logger, (handlers, level, propagate) in zip(loggers, before, strict=True):
            logger.handlers, logger.propagate = handlers, propagate
            logger.setLevel(level)
