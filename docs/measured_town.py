"""Measures what the reference commission is promised: whole processes, from start to end."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from allocator.benchmarking.memory import PeakMemory
from docs.fairness_pages import Row
from tests.command_line import TOWN

COLUMNS = ("what", "seconds", "wanted_seconds", "worst_off", "peak_megabytes", "load", "verdict")
CURVE = """
from scenarios.frontier import frontier
from allocator.reading import read_problem
if __name__ == "__main__":
    found = frontier(read_problem({town!r}), extra_pct=())
    raise SystemExit(0 if found.complete and found.proved else 1)
"""
FINE = ("--goal", "target_share", "--goal", "cost", "--grid", "0.1", "--cap", "none")
CLOSE = ("--goal", "cost:0.5", "--goal", "target_share", "--goal", "cost")


@dataclass(frozen=True)
class Figure:
    """A process, or several after another, and in how many seconds all of it should end."""

    what: str
    commands: tuple[tuple[str, ...], ...]
    wanted_seconds: int


def _solved(*words: str) -> tuple[str, ...]:
    return ("solve", str(TOWN), *words, "--out", "R.json", "--quiet")


FIGURES = (
    Figure(
        "policy `balanced`, certificate verified by a second engine",
        (_solved("--policy", "balanced"), ("verify", "R.json")),
        10,
    ),
    Figure("policy `fairest`", (_solved("--policy", "fairest"),), 20),
    Figure("leximin within 0.5 % of the least cost", (_solved(*CLOSE),), 10),
    Figure("leximin on a grid of 0.1 %, no cap, least cost", (_solved(*FINE),), 15),
    Figure("`frontier`, curve and whole plans", (("frontier", str(TOWN), "--quiet"),), 90),
    Figure("of it the curve of the worst-off alone", (("curve",),), 40),
)


def figures(known: Container[str]) -> Iterator[Row]:
    """Every figure that is not known yet, as it is measured."""
    for figure in FIGURES:
        if figure.what not in known:
            with tempfile.TemporaryDirectory() as folder:
                yield _measured(figure, Path(folder))


def _measured(figure: Figure, folder: Path) -> Row:
    seconds, peak, codes = 0.0, 0, []
    for words in figure.commands:
        started = time.monotonic()
        with (
            subprocess.Popen(_typed(words, folder), cwd=folder, stdout=subprocess.DEVNULL) as ran,
            PeakMemory(ran.pid) as memory,
        ):
            codes.append(ran.wait())
        seconds += time.monotonic() - started
        peak = max(peak, memory.megabytes or 0)
    return {
        "what": figure.what,
        "seconds": f"{seconds:.1f}",
        "wanted_seconds": str(figure.wanted_seconds),
        "worst_off": _worst_off(folder / "R.json"),
        "peak_megabytes": str(peak),
        "load": f"{os.getloadavg()[0]:.1f}",
        "verdict": "right" if not any(codes) else f"exit codes {codes}",
    }


def _typed(words: Sequence[str], folder: Path) -> list[str]:
    if words == ("curve",):
        script = folder / "curve.py"
        script.write_text(CURVE.format(town=str(TOWN)))
        return [sys.executable, str(script)]
    return [sys.executable, "-m", "allocator", *words]


def _worst_off(result: Path) -> str:
    """The lowest level in a result, in steps of its grid; empty where there is none."""
    if not result.exists():
        return ""
    goals = json.loads(result.read_text(encoding="utf-8"))["goals"]
    return next((str(each["value"][0]) for each in goals if isinstance(each["value"], list)), "")
