"""How to search, as a JSON object; the ranges are those of the options of the command line."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from allocator.operations.faults import COUNT, PERCENT, POSITIVE, SEEDS, Faults
from allocator.operations.keys import keys_of, number_json

if TYPE_CHECKING:
    from allocator.solving import Options

BACKENDS = ("auto", "cpsat", "highs", "scip", "cbc")
LIMIT_KEYS = ("time_seconds", "work", "gap_pct", "workers", "memory_megabytes")
OPTION_KEYS = ("backend", "confirm", "seed", "repeatable", "limits", "tie", "causes")


def options_from_json(document: Any) -> Options:
    """Read a JSON object with some of `OPTION_KEYS`; numbers as `int`, `Decimal` or text.

    `tie` and `causes` false leave out what the options of a run say of them. Raises InputError
    with every fault, the path of the key (`limits.gap_pct`) as the `column` of each.
    """
    # Imported here: whoever only names operations searches nothing.
    from allocator.solvers.base import Limits
    from allocator.solving import Options

    faults = Faults()
    keys = keys_of(document, faults, OPTION_KEYS)
    limits = keys.object("limits", LIMIT_KEYS)
    seconds, work = limits.number("time_seconds", POSITIVE), limits.number("work", POSITIVE)
    gap = limits.number("gap_pct", PERCENT)
    repeatable = keys.flag("repeatable")
    if repeatable and seconds is not None:
        faults.add("repeatable_by_clock", limits.place("time_seconds"), str(seconds))
    options = Options(
        backend=keys.text("backend", choices=BACKENDS) or "auto",
        confirm=keys.flag("confirm"),
        seed=keys.whole("seed", SEEDS) or 0,
        limits=Limits(
            time_seconds=None if seconds is None else float(seconds),
            work=None if work is None else float(work),
            relative_gap=0.0 if gap is None else float(gap / 100),
            workers=limits.whole("workers", COUNT) or 0,
            memory_megabytes=limits.whole("memory_megabytes", COUNT),
            repeatable=repeatable,
        ),
        tie=keys.flag("tie", default=True),
        causes=keys.flag("causes", default=True),
    )
    faults.end()
    return options


def options_json(options: Options) -> dict[str, Any]:
    """The same as a JSON-ready object; `tie` and `causes` only where they are false."""
    limits = options.limits
    gap = _written(limits.relative_gap)
    off = {name: False for name in ("tie", "causes") if not getattr(options, name)}
    return {
        "backend": options.backend,
        "confirm": options.confirm,
        "seed": options.seed,
        "repeatable": limits.repeatable,
        "limits": {
            "time_seconds": number_json(_written(limits.time_seconds)),
            "work": number_json(_written(limits.work)),
            "gap_pct": None if not gap else number_json(gap * 100),
            "workers": limits.workers or None,
            "memory_megabytes": limits.memory_megabytes,
        },
        **off,
    }


def _written(value: float | None) -> Fraction | None:
    """The number that people wrote, not the binary fraction next to it."""
    return None if value is None else Fraction(Decimal(repr(value)))
