"""`allocator bench PATH...`: our solve beside each engine bare, on published instances."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from allocator.cli.declaring import Argument, Command, Invocation, Option, Texts, chosen
from allocator.cli.exits import Exit
from allocator.cli.options import MEMORY_LIMIT, QUIET, TIME_LIMIT, WORKERS
from allocator.cli.output import output_issues, whole_file
from allocator.cli.speaking import say, tell
from allocator.cli.tabulating import table
from allocator.cli.values import COUNT, POSITIVE, Faults, number_option, whole_option

if TYPE_CHECKING:
    from allocator.benchmarking.runs import Run
    from allocator.solvers.base import Limits

KINDS = (".csv",)
USUAL_SECONDS = 10.0
USUAL_WORKERS = 2
SHOWN: dict[str, Texts] = {
    "instance": ("przykład", "instance"),
    "size": ("rozmiar", "size"),
    "contender": ("kto", "contender"),
    "status": ("stan", "status"),
    "value": ("wartość", "value"),
    "above_reference_pct": ("% ponad wzorzec", "% over reference"),
    "bound": ("granica", "bound"),
    "gap_pct": ("luka %", "gap %"),
    "seconds_to_best": ("s do najlepszego", "s to best"),
    "seconds_to_proof": ("s do dowodu", "s to proof"),
    "peak_megabytes": ("MB", "MB"),
    "verdict": ("sprawdzenie", "check"),
}
"""Columns of the table with their headings; the CSV file has more."""
TOTALS: tuple[Texts, ...] = (
    ("kto", "contender"),
    ("prób", "runs"),
    ("planów", "plans"),
    ("dowodów", "proved"),
    ("najlepszych (do 0,1 %)", "best (within 0.1 %)"),
    ("średnio % za najlepszym", "mean % behind best"),
    ("najwięcej %", "worst %"),
)
WORDS = ("instance", "contender", "size", "status", "verdict")
NOTHING: Texts = ("Nie ma tu czego mierzyć.", "There is nothing here to measure.")
LEFT_OUT: Texts = ("pominięto: {what}", "left out: {what}")


def run(invocation: Invocation) -> int:
    """Measure every contender on every instance; exit 1 where an answer was found wrong."""
    # Imported here: only this command measures.
    from allocator.benchmarking.instances import found
    from allocator.benchmarking.measuring import measure_all

    contenders, limits = _settings(invocation)
    paths = found(tuple(map(Path, invocation.texts("PATH"))))

    def leave_out(error: Exception) -> None:
        tell(chosen(LEFT_OUT, invocation.language).format(what=error))

    runs: list[Run] = []
    try:
        for each in measure_all(paths, contenders, limits, leave_out=leave_out):
            runs.append(each)
            _tell(each, invocation)
    except KeyboardInterrupt:
        # What has been measured so far is worth keeping.
        tell("")
    _write(runs, invocation)
    _say(runs, invocation.language)
    return Exit.RIGHT if all(each.verdict == "right" for each in runs) else Exit.WRONG


def _settings(invocation: Invocation) -> tuple[tuple[str, ...], Limits]:
    """Who takes part and how long each may search."""
    from allocator.benchmarking.runs import OURS
    from allocator.solvers.base import Limits
    from allocator.solvers.registry import ENGINE_NAMES

    faults = Faults()
    known = (OURS, *ENGINE_NAMES)
    asked = invocation.text("--engines")
    names = tuple(dict.fromkeys(asked.replace(" ", "").split(","))) if asked else known
    for name in names:
        if name not in known:
            faults.add("option_not_a_choice", "--engines", name, known=", ".join(known))
    for path in invocation.texts("PATH"):
        if not Path(path).exists():
            faults.add("path_missing", "PATH", path)
    seconds = number_option(invocation, "--time-limit", POSITIVE, faults)
    workers = whole_option(invocation, "--workers", COUNT, faults)
    megabytes = whole_option(invocation, "--memory-limit", COUNT, faults)
    out = invocation.text("--out")
    faults.issues += output_issues("--out", (out,) if out else (), KINDS)
    faults.end()
    limits = Limits(
        time_seconds=USUAL_SECONDS if seconds is None else float(seconds),
        workers=workers or USUAL_WORKERS,
        memory_megabytes=megabytes,
    )
    return names, limits


def _tell(found: Run, invocation: Invocation) -> None:
    if not invocation.quiet:
        from allocator.benchmarking.tabulating import row

        tell("  ".join(filter(None, row(found))))


def _write(runs: list[Run], invocation: Invocation) -> None:
    """The CSV file, whole or not at all."""
    out = invocation.text("--out")
    if out is None:
        return
    import csv

    from allocator.benchmarking.tabulating import HEADINGS, row

    with whole_file(out) as draft, draft.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(HEADINGS)
        writer.writerows(map(row, runs))


def _say(runs: list[Run], language: str) -> None:
    from allocator.benchmarking.tabulating import HEADINGS, row, totals

    if not runs:
        say(chosen(NOTHING, language))
        return
    places = [HEADINGS.index(name) for name in SHOWN]
    rows = [[row(each)[place] for place in places] for each in runs]
    headings = [chosen(each, language) for each in SHOWN.values()]
    numbers = [place for place, name in enumerate(SHOWN) if name not in WORDS]
    say("\n".join(table(headings, rows, right=numbers)))
    say("")
    headings = [chosen(each, language) for each in TOTALS]
    say("\n".join(table(headings, totals(runs), right=range(1, len(TOTALS)))))


COMMAND = Command(
    "bench",
    (
        "mierzy nasze rozwiązywanie obok samych programów, na opublikowanych przykładach",
        "measures our solve beside each engine bare, on published instances",
    ),
    run,
    arguments=(
        Argument(
            "PATH",
            (
                "plik albo folder z przykładami (GAP, SSCFLP i in.) albo zwykłymi problemami",
                "a file or folder of instances (GAP, SSCFLP and others) or of ordinary problems",
            ),
            repeats=True,
        ),
    ),
    options=(
        TIME_LIMIT,
        Option(
            "--engines",
            (
                "kto bierze udział, po przecinku; allocator to nasze całe rozwiązywanie",
                "who takes part, separated by commas; allocator is our whole solve",
            ),
            value="A,B",
        ),
        WORKERS,
        MEMORY_LIMIT,
        Option("--out", ("zapisuje wyniki do pliku CSV", "writes the results as CSV"), value="CSV"),
        QUIET,
    ),
    details=(
        "Wszyscy mają te same limity (10 s i 2 wątki, jeśli nie podano inaczej); każda próba "
        "biegnie w osobnym procesie, każda odpowiedź jest sprawdzana dokładnie, a wzorce czyta się "
        "z pliku values.csv obok przykładów.",
        "All have the same limits (10 s and 2 threads where nothing else is said); each run has a "
        "process of its own, each answer is checked exactly, and reference values are read from a "
        "file values.csv beside the instances.",
    ),
)
