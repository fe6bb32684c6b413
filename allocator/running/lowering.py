"""Low priority that holds between sessions too, for processes that head a session of their own."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

GROUP = Path("/proc/self/autogroup")
"""Where Linux groups processes by session, niceness counts only within one; this is the group's."""

TRIES = 20
PAUSE_SECONDS = 0.15
"""The kernel takes one such change in a tenth of a second, from whomever."""


def lower_session() -> None:
    """Give this process's session the niceness of the process. Returns at once, never fails.

    Does nothing where the process is not nice, or sessions are not grouped.
    """
    niceness = os.getpriority(os.PRIO_PROCESS, 0)
    if niceness <= 0 or not GROUP.exists() or _lowered(niceness):
        return
    threading.Thread(target=_insist, args=(niceness,), daemon=True, name="niceness").start()


def _insist(niceness: int) -> None:
    for _ in range(TRIES):
        time.sleep(PAUSE_SECONDS)
        if _lowered(niceness):
            return


def _lowered(niceness: int) -> bool:
    """Whether that is settled: done, or not to be had here. Not so while others are changing."""
    try:
        GROUP.write_text(f"{niceness}\n")
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True
