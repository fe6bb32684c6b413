"""What is measured: instances found under the paths given, with their published values."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from allocator.benchmarking.formats import Family, Location, NotAnInstance, read_instance
from allocator.benchmarking.translating import assignment_model, gap_problem, location_problem
from allocator.model import Model
from allocator.problem.problem import Problem
from allocator.reading import read_problem

VALUES = "values.csv"
"""Published values, beside the instances or in the folder above."""
PROBLEM_FILES = (".xlsx", ".json", ".zip")
LEFT_ALONE = (".md", ".csv", ".py", ".txt")
COMMISSION = "commission"


@dataclass(frozen=True, slots=True)
class Reference:
    """What is published of an instance: the proved optimum or else the best value known."""

    value: Fraction
    lower_bound: Fraction | None = None


@dataclass(frozen=True)
class Instance:
    """Something to measure: a problem, or a model where our records can not say it."""

    name: str
    family: str
    path: Path
    content: Problem | Model
    reference: Reference | None = None

    @property
    def problem(self) -> Problem | None:
        """The content where it is a problem."""
        return self.content if isinstance(self.content, Problem) else None


def found(paths: Sequence[Path]) -> tuple[Path, ...]:
    """Every file or problem folder under the paths, in order; each once.

    Raises FileNotFoundError for a path that is not there.
    """
    listed: dict[Path, None] = {}
    for path in paths:
        if not path.exists():
            raise FileNotFoundError(path)
        listed.update(dict.fromkeys(_under(path)))
    return tuple(listed)


def read(path: Path) -> Instance:
    """Read one instance, whatever its format, with its reference value if one is published.

    Raises NotAnInstance for a file in no known format and InputError for a faulty problem.
    """
    if path.is_dir() or path.suffix in PROBLEM_FILES:
        return Instance(path.stem, COMMISSION, path, read_problem(path), reference(path))
    content = read_instance(path)
    name = path.name.removesuffix(".gz")
    if isinstance(content, Location):
        problem: Problem | Model = location_problem(name, content)
        family = Family.SSCFLP
    else:
        family = content.family
        is_gap = family is Family.GAP
        problem = gap_problem(name, content) if is_gap else assignment_model(content)
    return Instance(name, family, path, problem, reference(path))


def reference(path: Path) -> Reference | None:
    """The published values of an instance, where there are any."""
    name = path.name.removesuffix(".gz")
    for folder in (path.parent, path.parent.parent):
        if (folder / VALUES).is_file():
            return _published(folder / VALUES).get(name)
    return None


def _published(file: Path) -> dict[str, Reference]:
    with file.open(encoding="utf-8", newline="") as handle:
        rows = {row["file"].removesuffix(".gz"): row for row in csv.DictReader(handle)}
    values = {name: row["proven_optimum"] or row["best_known"] for name, row in rows.items()}
    return {
        name: Reference(Fraction(values[name]), _number(row["lower_bound"]))
        for name, row in rows.items()
        if values[name]
    }


def _number(text: str) -> Fraction | None:
    return Fraction(text) if text else None


def _under(path: Path) -> Iterator[Path]:
    if path.is_file() or (path / "commission.csv").is_file():
        yield path
        return
    for each in sorted(path.iterdir()):
        if not each.name.startswith(".") and each.suffix not in LEFT_ALONE:
            yield from _under(each)


__all__ = ["COMMISSION", "Instance", "NotAnInstance", "Reference", "found", "read", "reference"]
