"""Tables of the page on benchmarks, from the CSV files that `docs.measured_fairness` wrote."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

FOLDER = Path(__file__).parent / "benchmarks"
RUNS, TOWN = FOLDER / "fairness.csv", FOLDER / "fairness_town.csv"
OURS, TEXTBOOK = "allocator", "ordered sums"
Row = dict[str, str]


def rows_of(path: Path) -> list[Row]:
    """The rows of a measured file; none where nothing was measured yet."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def fairness_table() -> Iterator[str]:
    """Both methods side by side: seconds to the proof of all levels, or how far each came."""
    yield "| commission | cap % | `allocator` | ordered sums | levels | MB | load |"
    yield "|---|---|---|---|---|---|---|"
    rows = rows_of(RUNS)
    for instance, cap in sorted({(row["instance"], row["cap_pct"]) for row in rows}, key=_order):
        pair = [row for row in rows if (row["instance"], row["cap_pct"]) == (instance, cap)]
        by_name = {row["contender"]: row for row in pair}
        ours = by_name.get(OURS)
        cells = (_reached(ours), _reached(by_name.get(TEXTBOOK)), _agreement(pair))
        peak = max(int(row["peak_megabytes"] or 0) for row in pair)
        load = max(float(row["load"]) for row in pair)
        yield f"| {instance} | {cap} | {' | '.join(cells)} | {peak} | {load:.0f} |"


def town_table() -> Iterator[str]:
    """The reference commission: seconds, what was wanted, the worst-off member's level."""
    yield "| whole process | seconds | wanted | worst-off | MB | load |"
    yield "|---|---|---|---|---|---|"
    for row in rows_of(TOWN):
        level = row["worst_off"] or "–"
        wanted = f"< {row['wanted_seconds']}"
        names = (row["what"], row["seconds"], wanted, level, row["peak_megabytes"], row["load"])
        yield f"| {' | '.join(names)} |"


def _order(name: tuple[str, str]) -> tuple[list[int], str]:
    """Small commissions first."""
    size, _, seed = name[0].partition("-")
    return [*map(int, size.split("x")), int(seed)], name[1]


def _reached(row: Row | None) -> str:
    """Seconds to the proof; where there is none, how many levels are, and where the next one is."""
    if row is None:
        return "–"
    if row["complete"] == "yes":
        return f"{row['seconds']} s"
    proved, levels = row["proved"].split(), row["levels"].split()
    if not levels:
        return f"no plan after {row['limit_seconds']} s"
    next_one = levels[len(proved)] if len(proved) < len(levels) else "–"
    interval = f"{next_one} to {row['at_most'] or '?'}"
    return f"{len(proved)} of {len(levels)} after {row['limit_seconds']} s, next {interval}"


def _agreement(rows: Sequence[Row]) -> str:
    """Whether what both have proved is the same; and each plan held against exact arithmetic."""
    proved = [row["proved"].split() for row in rows]
    shortest = min(map(len, proved), default=0)
    agree = all(each[:shortest] == proved[0][:shortest] for each in proved)
    wrong = [row["verdict"] for row in rows if row["verdict"] != "right"]
    return wrong[0] if wrong else "the same" if agree else "differ"
