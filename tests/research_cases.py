"""Commissions with telling names and prices, their results, and all that an export may not say."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import count
from typing import Any

from allocator.problem.problem import Problem
from allocator.reporting import dump_document, result_document
from api.people.research import exported
from tests.builders import problem
from tests.results import a_result

Document = Mapping[str, Any]
LETTERS = "bcdfghjklmnpqrstvwxz"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SOLVE: Mapping[str, Any] = {
    "operation": "solve",
    "job_state": "done",
    "solve_result": "optimal",
    "proved": True,
    "started_at": NOON,
    "finished_at": NOON + timedelta(seconds=2.64),
}


def random_commission(seed: int, *, money: int = 1) -> tuple[Problem, dict[str, int]]:
    """A commission of 5 to 12 members and a split of it; `money` multiplies all of its prices."""
    draw = random.Random(seed)
    members = [f"{_name(draw)}-M{number}" for number in range(draw.randint(5, 12))]
    components = {f"{_name(draw)}-C{number}": draw.randint(40, 9000) for number in range(6)}
    prices = {
        (member, component): Fraction(draw.randint(1101, 99_999), 100) * money
        for member in members
        for component in components
    }
    shares = [draw.randint(1, 9) for _ in members]
    built = problem(
        budget=10**9 * money,
        commission={"title_pl": _name(draw), "title_en": _name(draw)},
        components={
            name: {"quantity": quantity, "name_pl": _name(draw), "name_en": _name(draw)}
            for name, quantity in components.items()
        },
        members={
            name: {"name_pl": _name(draw), "target_share_pct": Fraction(share * 100, sum(shares))}
            for name, share in zip(members, shares, strict=True)
        },
        offers={
            f"{member}:{component}": {"unit_cost_pln": price, "capacity_max": 10_000}
            for (member, component), price in prices.items()
        },
    )
    return built, _split(draw, members, components)


def export_of(document: Document, **changes: Any) -> dict[str, Any]:
    """What is told of a document, under names that are counted."""
    names = count()
    return exported("re-0", {**SOLVE, **changes}, document, draw=lambda: f"{next(names):012x}")


def document_of(built: Problem, split: Mapping[str, int], **changes: Any) -> dict[str, Any]:
    """The result document of a split, as it is read back from the store."""
    return stored(result_document(built, a_result(built, split, **changes)))


def stored(document: Document) -> dict[str, Any]:
    """A document as it comes out of the store."""
    found: dict[str, Any] = json.loads(dump_document(dict(document)), parse_float=Decimal)
    return found


def _split(
    draw: random.Random, members: list[str], components: Mapping[str, int]
) -> dict[str, int]:
    found: dict[str, int] = {}
    for name, quantity in components.items():
        chosen = draw.sample(members, draw.randint(1, 4))
        cuts = sorted(draw.sample(range(1, quantity), len(chosen) - 1))
        for member, start, end in zip(chosen, [0, *cuts], [*cuts, quantity], strict=True):
            found[f"{member}:{name}"] = end - start
    return found


def _name(draw: random.Random) -> str:
    """A name that is no word and no hexadecimal number."""
    return "".join(draw.choice(LETTERS) for _ in range(9)).capitalize()


def texts_in(value: Any) -> Iterator[str]:
    """Every text in JSON-ready data, keys left out."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from texts_in(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from texts_in(each)


def numbers_in(value: Any, path: str = "") -> Iterator[tuple[str, Fraction]]:
    """Every number in JSON-ready data with the keys that lead to it, as `members.ratio`."""
    if isinstance(value, bool):
        return
    if isinstance(value, int | Decimal):
        yield path, Fraction(value)
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield from numbers_in(each, f"{path}.{key}" if path else key)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from numbers_in(each, path)


def amounts(*sources: Iterable[Any]) -> set[Fraction]:
    """Every number of the sources, the products of any quantity and price, all also in grosze."""
    plain = {number for source in sources for _, number in numbers_in(source)}
    return {each * factor for each in plain for factor in (1, 100)}
