"""The claims of a certificate proved again, by other engines than those it names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from allocator.certificates.claims import Case, Claim
from allocator.model import Model
from allocator.solvers import ENGINES
from allocator.solvers.base import OutcomeStatus
from allocator.solving.choosing import HOUSES
from allocator.solving.engines import Search

ENGINE_SECONDS = 60.0
"""How long one engine may try to prove one claim again, where no limit is given."""


class Finding(StrEnum):
    """What became of one claim."""

    CONFIRMED = "confirmed"
    REFUTED = "refuted"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Proof:
    """A claim and what became of it, by whom; `words` are what speaks against it."""

    claim: str
    finding: Finding
    engine: str = ""


def claims_again(case: Case, search: Search, named: Sequence[str]) -> Iterator[Proof]:
    """Each claim, put to an engine that is not named for it; others are tried where one is stuck.

    Only a plan that keeps every row exactly refutes a claim: a float engine's word does not.
    """
    order = engines_to_ask(named)
    for claim in case.claims:
        yield _again(claim, search, order)


def engines_to_ask(named: Sequence[str]) -> tuple[str, ...]:
    """Engines for a claim in order: those not named for it, then the named ones if there are two.

    Two that are named each had a part in the proof, so that one is a second for the other's; a
    single one would only repeat itself.
    """
    others = tuple(each for each in HOUSES if each not in named)
    again = tuple(each for each in HOUSES if each in named)
    return (*others, *again) if len(again) != 1 else others


def _again(claim: Claim, search: Search, order: Sequence[str]) -> Proof:
    for engine in order:
        if search.stopped():
            break
        seconds = search.clock.share(1)
        limit = ENGINE_SECONDS if seconds is None else min(ENGINE_SECONDS, seconds)
        if limit <= 0:
            break
        outcome = search.run(claim.model, (engine,), seconds=limit, phase=f"claim:{claim.name}")[0]
        if outcome.status is OutcomeStatus.INFEASIBLE:
            return Proof(claim.name, Finding.CONFIRMED, engine)
        if outcome.values is not None and is_witness(claim.model, outcome.values):
            return Proof(claim.name, Finding.REFUTED, engine)
    return Proof(claim.name, Finding.OPEN)


def is_witness(model: Model, values: Sequence[int]) -> bool:
    """Whether whole numbers keep every bound and row of a model exactly."""
    within = all(
        each.lower <= value <= each.upper
        for each, value in zip(model.variables, values, strict=True)
    )
    return within and not model.violated(tuple(values))


def exact_engines() -> tuple[str, ...]:
    """Engines that prove in whole numbers."""
    return tuple(name for name, engine in ENGINES.items() if engine.exact)
