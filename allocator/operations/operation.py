"""What an operation is, as a plain record: name, what it heeds, how it is carried out and shown.

Command line, service, queue and docs read these records; nothing here knows any of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from allocator.operations.wording import Texts

if TYPE_CHECKING:
    from allocator.allocation import Quantities, Split
    from allocator.operations.fitting import Request
    from allocator.problem.problem import Problem
    from allocator.solving import Options
    from allocator.solving.progress import PhaseListener, ShouldStop

PARTS = ("scenario", "policy", "goals", "fairness", "terms", "options", "split")
"""What an operation may heed. `terms`: cost cap, rules off, pins, partial coverage, earlier split.

One of `terms` alone is named by its own key, as `rules_off` or `pins`.
"""

RESULT = "result"
"""The kind of a setting that holds a stored document."""

TERM_KEYS = ("cost_cap_pln", "rules_off", "pins", "partial", "earlier")

Document = Mapping[str, Any]
Face = Callable[["Problem", Document, str], bytes]
"""A document as a file in one language (pl or en); the problem with its scenario applied."""


@dataclass(frozen=True)
class Working:
    """Whom an operation tells and asks while it works.

    `keep` hears of each better verified plan with the entry of the goal that it is from.
    """

    listener: PhaseListener | None = None
    should_stop: ShouldStop | None = None
    keep: Callable[[str, Split], None] | None = None


@dataclass(frozen=True)
class Order:
    """What is asked, fitted to its problem. `settings` are what only this operation knows."""

    request: Request
    options: Options
    split: Quantities | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """What came of an order.

    `document` is JSON-ready, its numbers exact. `status` is how sure the answer is (optimal,
    feasible, infeasible, unknown), `verdict` what it means for the commission. `proved`:
    everything in it is, nothing was cut short, so that the same order needs no second search.
    """

    document: Document
    status: str
    verdict: str
    proved: bool


@dataclass(frozen=True, slots=True)
class Setting:
    """A value that only one operation knows. `kind`: text, number, whole, flag, choice or result.

    One that repeats is a tuple of such values. A `result` is a stored document as JSON text, for
    which a service takes the id of a solve as well. One that is `needed` has no default.
    `least` and `most` bound a number.
    """

    name: str
    about: Texts
    kind: str = "text"
    choices: tuple[str, ...] = ()
    default: Any = None
    repeats: bool = False
    needed: bool = False
    least: int | None = None
    most: int | None = None


@dataclass(frozen=True)
class Operation:
    """One thing that can be asked about a problem.

    `heeds` are some of `PARTS` or of `TERM_KEYS`. `faces` are ways to show its document: json,
    workbook, markdown, csv. `command` is the command that does the same; empty: the command line
    makes one from this record. `spreads`: a service carries it out as orders of other operations.
    `goal` is what one pursues that heeds neither policy nor goals.
    """

    name: str
    about: Texts
    heeds: frozenset[str]
    carry_out: Callable[[Order, Working], Answer]
    faces: Mapping[str, Face]
    schema: Callable[[], Mapping[str, Any]]
    settings: tuple[Setting, ...] = ()
    command: str = ""
    spreads: bool = False
    goal: str = "cost"

    def heeds_key(self, name: str) -> bool:
        """Whether it heeds a key of what is asked, such as `grid_pct` or `pins`."""
        return name in self.heeds or PART_OF.get(name, name) in self.heeds


PART_OF: Mapping[str, str] = {
    "measure": "fairness",
    "grid_pct": "fairness",
    "cap_pct": "fairness",
    **dict.fromkeys(TERM_KEYS, "terms"),
}
"""Which part of an order a key of what is asked belongs to, where it bears another name."""


def json_face(problem: Problem, document: Document, language: str) -> bytes:
    """The document itself, in no language."""
    # Imported here: naming operations writes nothing.
    from allocator.reporting.exact_json import exact_text

    return (exact_text(document) + "\n").encode()
