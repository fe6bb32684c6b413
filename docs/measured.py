"""Tables of the page on benchmarks, from the CSV files that `allocator bench` wrote."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path

FOLDER = Path(__file__).parent / "benchmarks"
CONTENDERS = ("allocator", "cpsat", "highs", "scip", "cbc")
CLOSE_PCT = Fraction(1, 10)
Row = dict[str, str]


def runs(name: str) -> list[Row]:
    """The rows of one measured file."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def behind_table(rows: Sequence[Row]) -> Iterator[str]:
    """For each instance how far each contender is above the reference, and when it proved.

    Without a published value the best of the run stands in for it.
    """
    yield f"| instance | size | reference | {' | '.join(CONTENDERS)} |"
    yield "|---|---|---|" + "---|" * len(CONTENDERS)
    for name in dict.fromkeys(row["instance"] for row in rows):
        own = {row["contender"]: row for row in rows if row["instance"] == name}
        first = next(iter(own.values()))
        base = first["reference"] or str(min(values(own.values()), default=""))
        shown = first["reference"] or f"({float(Fraction(base)):g})"
        cells = (behind_cell(own.get(each), base) for each in CONTENDERS)
        yield f"| {name} | {first['size']} | {shown} | {' | '.join(cells)} |"


def behind_cell(row: Row | None, base: str) -> str:
    """Percent above the base, and in brackets the seconds to a proof."""
    if row is None:
        return ""
    if not row["value"]:
        return "no plan"
    above = 100 * (Fraction(row["value"]) - Fraction(base)) / Fraction(base)
    proved = f" ({row['seconds_to_proof']} s)" if row["status"] == "optimal" else ""
    return f"{float(above):.2f}{proved}"


def gap_table(rows: Sequence[Row]) -> Iterator[str]:
    """Value, gap, build time and memory of each run."""
    yield "| instance | contender | value | gap % | s to best | s to build | MB |"
    yield "|---|---|---|---|---|---|---|"
    for row in rows:
        names = ("instance", "contender", "value", "gap_pct", "seconds_to_best")
        cells = [row[name] or "–" for name in (*names, "seconds_to_build", "peak_megabytes")]
        if row["contender"] == "allocator":
            cells[5] = "–"
        yield f"| {' | '.join(cells)} |"


def summary(rows: Sequence[Row]) -> Iterator[str]:
    """Counts for each contender: plans, proofs, and how often within 0.1 % of the best."""
    best = {
        name: min(values(row for row in rows if row["instance"] == name), default=Fraction(0))
        for name in {row["instance"] for row in rows}
    }
    yield "| contender | runs | plans | proved | within 0.1 % of the best | worst behind % |"
    yield "|---|---|---|---|---|---|"
    for contender in CONTENDERS:
        own = [row for row in rows if row["contender"] == contender]
        behind = [
            100 * (Fraction(row["value"]) - best[row["instance"]]) / best[row["instance"]]
            for row in own
            if row["value"] and best[row["instance"]]
        ]
        proved = sum(row["status"] == "optimal" for row in own)
        close = sum(each <= CLOSE_PCT for each in behind)
        worst = f"{float(max(behind)):.2f}" if behind else "–"
        yield f"| `{contender}` | {len(own)} | {len(behind)} | {proved} | {close} | {worst} |"


def values(rows: Iterable[Row]) -> Iterator[Fraction]:
    """The values of the rows that have one."""
    for row in rows:
        if row["value"]:
            yield Fraction(row["value"])
