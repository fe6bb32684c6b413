"""The numbers of a published instance, told apart by how many there are. Knows no problem."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from pathlib import Path

LARGEST_FILE_BYTES = 50_000_000
"""Unpacked; published instances are far below."""

Number = Fraction
Matrix = tuple[tuple[Number, ...], ...]


class Family(StrEnum):
    """The kinds of published instances that are read."""

    GAP = "gap"
    SSCFLP = "sscflp"
    MULTI_RESOURCE = "mrgap"
    MULTI_LEVEL = "mlgap"


class NotAnInstance(ValueError):
    """A file whose numbers make none of the published formats."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """Jobs to agents, each job to one: `costs` and `resources` are lists of agents x jobs.

    One pair of matrices for GAP; for several resources one matrix of costs and one of resources
    and one list of capacities for each; for several levels a pair for each level and one list of
    capacities.
    """

    family: Family
    costs: tuple[Matrix, ...]
    resources: tuple[Matrix, ...]
    capacities: tuple[tuple[Number, ...], ...]


@dataclass(frozen=True, slots=True)
class Location:
    """Customers to facilities, each customer to one; `costs` is customers x facilities."""

    capacities: tuple[Number, ...]
    fixed_costs: tuple[Number, ...]
    demands: tuple[Number, ...]
    costs: Matrix


def read_instance(path: Path) -> Assignment | Location:
    """Read a text file of numbers, gzipped or not.

    Raises NotAnInstance where the numbers fit no format (Beasley 1990, OR-Library; Yagiura,
    Ibaraki and Glover 2004; Holmberg, Roennqvist and Yuan 1999).
    """
    numbers = _numbers(path)
    if len(numbers) < 3 or any(each.denominator != 1 for each in numbers[:2]):
        raise NotAnInstance(f"{path.name}: no agents and jobs at the top")
    agents, jobs = int(numbers[0]), int(numbers[1])
    family = _family(agents, jobs, numbers)
    if family is None:
        raise NotAnInstance(f"{path.name}: {len(numbers)} numbers fit no known format")
    if family is Family.SSCFLP:
        return _location(agents, jobs, _Tape(numbers[2:]))
    return _assignment(family, agents, jobs, numbers)


def _numbers(path: Path) -> tuple[Number, ...]:
    open_file = gzip.open if path.suffix == ".gz" else open
    with open_file(path, "rb") as handle:
        content: bytes = handle.read(LARGEST_FILE_BYTES + 1)
    if len(content) > LARGEST_FILE_BYTES:
        raise NotAnInstance(f"{path.name}: more than {LARGEST_FILE_BYTES} bytes")
    try:
        return tuple(map(Fraction, content.decode("ascii").split()))
    except ValueError as error:
        raise NotAnInstance(f"{path.name}: {error}") from error


def _family(agents: int, jobs: int, numbers: tuple[Number, ...]) -> Family | None:
    pairs = agents * jobs
    parts = int(numbers[2])
    counts = {
        Family.GAP: 2 + 2 * pairs + agents,
        Family.SSCFLP: 2 + 2 * agents + jobs + pairs,
        Family.MULTI_RESOURCE: 3 + pairs + parts * (pairs + agents),
        Family.MULTI_LEVEL: 3 + 2 * parts * pairs + agents,
    }
    return next((family for family, count in counts.items() if count == len(numbers)), None)


def _assignment(family: Family, agents: int, jobs: int, numbers: tuple[Number, ...]) -> Assignment:
    parts = 1 if family is Family.GAP else int(numbers[2])
    tape = _Tape(numbers[2:] if family is Family.GAP else numbers[3:])
    levels = parts if family is Family.MULTI_LEVEL else 1
    lists = parts if family is Family.MULTI_RESOURCE else 1
    return Assignment(
        family,
        costs=tuple(tape.matrix(agents, jobs) for _ in range(levels)),
        resources=tuple(tape.matrix(agents, jobs) for _ in range(parts)),
        capacities=tape.matrix(lists, agents),
    )


def _location(facilities: int, customers: int, tape: _Tape) -> Location:
    return Location(
        capacities=tape.row(facilities),
        fixed_costs=tape.row(facilities),
        demands=tape.row(customers),
        costs=tape.matrix(customers, facilities),
    )


class _Tape:
    """Numbers taken from the front."""

    def __init__(self, numbers: tuple[Number, ...]) -> None:
        self._left = iter(numbers)

    def row(self, length: int) -> tuple[Number, ...]:
        return tuple(next(self._left) for _ in range(length))

    def matrix(self, rows: int, columns: int) -> Matrix:
        return tuple(self.row(columns) for _ in range(rows))
