"""Ctrl-C during a search: once asks it to stop and keep its best, twice ends at once."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from allocator.cli.declaring import Texts, chosen
from allocator.cli.exits import Exit
from allocator.cli.speaking import tell

STOPPING: Texts = (
    "Kończę i zachowuję najlepszy znaleziony podział… (jeszcze raz Ctrl-C: koniec natychmiast)",
    "Stopping and keeping the best split found… (Ctrl-C once more: end at once)",
)


@contextmanager
def stop_on_interrupt(language: str, words: Texts = STOPPING) -> Iterator[Callable[[], bool]]:
    """Within it, the first Ctrl-C makes the function given return True; the second ends all.

    `words` say what is kept. No file is being written while a search goes on, so nothing is left
    half-written; engines' processes end by themselves when this one is gone.
    """
    asked = False

    def handle(number: int, frame: FrameType | None) -> None:
        nonlocal asked
        if asked:
            os._exit(Exit.INTERRUPTED)
        asked = True
        tell(chosen(words, language))

    before = signal.signal(signal.SIGINT, handle)
    try:
        yield lambda: asked
    finally:
        signal.signal(signal.SIGINT, before)
