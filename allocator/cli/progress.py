"""Progress of a search on standard error: a status line on a terminal, else a line now and then."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from typing import Protocol

from allocator.cli.declaring import Texts, chosen
from allocator.cli.speaking import tell
from allocator.texts.goal_numbers import goal_number
from allocator.texts.phases import phase_label

SECONDS_BETWEEN = 2.0
BEST: Texts = ("najlepszy", "best")
BOUND: Texts = ("granica", "bound")
NUMBERLESS = ("tie", "claim")
"""The published draw and proofs done again: their numbers say nothing to anybody."""

NOTHING_YET: Texts = ("jeszcze bez podziału", "no split yet")


class Moment(Protocol):
    """What a search tells of itself."""

    @property
    def phase(self) -> str:
        """The goal's entry, such as `cost`."""
        ...

    @property
    def best(self) -> Fraction | None:
        """The best value so far, in the goal's unit."""
        ...

    @property
    def bound(self) -> Fraction | None:
        """What no plan is better than."""
        ...

    @property
    def seconds(self) -> float:
        """Since the start of the run."""
        ...


Listener = Callable[[Moment], None]


@contextmanager
def shown_progress(language: str, *, quiet: bool) -> Iterator[Listener]:
    """Within it, the listener shows what it is told; nothing is left of it on a terminal."""
    if quiet:
        yield lambda moment: None
    elif sys.stderr.isatty():
        with _status_line(language) as listener:
            yield listener
    else:
        yield _now_and_then(language)


def sentence_of(moment: Moment, language: str) -> str:
    """Phase, best, bound and seconds in one line."""
    parts = [phase_label(moment.phase, language)]
    if moment.phase.partition(":")[0] in NUMBERLESS:
        return f"{parts[0]} · {moment.seconds:.0f} s"
    if moment.best is None:
        parts.append(chosen(NOTHING_YET, language))
    else:
        parts.append(f"{chosen(BEST, language)} {goal_number(moment.phase, moment.best, language)}")
    if moment.bound is not None:
        bound = goal_number(moment.phase, moment.bound, language)
        parts.append(f"{chosen(BOUND, language)} {bound}")
    return " · ".join([*parts, f"{moment.seconds:.0f} s"])


def _now_and_then(language: str) -> Listener:
    told = time.monotonic()

    def listen(moment: Moment) -> None:
        nonlocal told
        now = time.monotonic()
        if now - told >= SECONDS_BETWEEN:
            told = now
            tell(sentence_of(moment, language))

    return listen


@contextmanager
def _status_line(language: str) -> Iterator[Listener]:
    # Imported here: only a terminal needs it.
    from rich.console import Console
    from rich.markup import escape

    with Console(stderr=True).status("…") as status:
        yield lambda moment: status.update(escape(sentence_of(moment, language)))
