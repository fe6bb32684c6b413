"""Words for how a run ended: statuses, verdicts, goals, proofs, reasons."""

from __future__ import annotations

OUTCOMES: dict[str, tuple[str, str]] = {
    "status.optimal": ("najlepszy, udowodniono", "best possible, proved"),
    "status.feasible": (
        "dobry, nie udowodniono, że najlepszy",
        "a valid split, not proved to be the best",
    ),
    "status.infeasible": ("niewykonalne, udowodniono", "infeasible, proved"),
    "status.unknown": ("nie rozstrzygnięto", "not decided"),
    # What the answer means for the commission, as a meeting would say it.
    "verdict.fits": (
        "Zlecenie mieści się w budżecie: jest podział całości.",
        "The commission fits the budget: all of it can be split.",
    ),
    "verdict.fits.no_budget": (
        "Jest podział całego zlecenia (budżetu nie podano).",
        "All of the commission can be split (no budget is given).",
    ),
    "verdict.over_budget": (
        "Zlecenie nie mieści się w budżecie: ten podział przekracza go o {amount} "
        "(limit budżetu był wyłączony).",
        "The commission does not fit the budget: this split exceeds it by {amount} "
        "(the budget limit was switched off).",
    ),
    "verdict.fits_partly": (
        "Mieści się tylko część zlecenia: bez realizatora zostają usługi warte {amount}.",
        "Only part of the commission fits: services worth {amount} stay without a provider.",
    ),
    "verdict.does_not_fit": (
        "Zlecenie się nie mieści: udowodniono, że żaden podział nie spełnia wszystkich reguł.",
        "The commission does not fit: it is proved that no split keeps all the rules.",
    ),
    "verdict.does_not_fit_request": (
        "Żaden podział nie spełnia reguł razem z tym, o co dodatkowo poproszono "
        "(limit kosztu lub ustalone ilości). To udowodniono; same reguły mogą być do spełnienia.",
        "No split keeps the rules together with what was asked for beside them "
        "(a cost cap or fixed quantities). This is proved; the rules alone may be possible.",
    ),
    "verdict.unknown": (
        "Nie rozstrzygnięto: obliczenia stanęły, zanim znaleziono podział ({reason}).",
        "Not decided: the search stopped before a split was found ({reason}).",
    ),
    "proof.all": (
        "Udowodniono, że lepszego podziału według tych celów nie ma.",
        "It is proved that no split is better by these goals.",
    ),
    "proof.some": (
        "Udowodniono {proved} z {all}; reszty nie ({reason}), więc lepszy podział może istnieć.",
        "Proved: {proved} of {all}; not the rest ({reason}), so a better split may exist.",
    ),
    "proof.proved": ("udowodniono, lepiej się nie da", "proved, it can not be better"),
    "proof.unproved": ("nie udowodniono", "not proved"),
    "proof.bound": (
        "nie udowodniono; na pewno nie lepiej niż {bound}",
        "not proved; {bound} at best",
    ),
    "proof.first_rung": ("tylko najniższy poziom", "lowest level only"),
    "stopped_by.proof": ("dowód", "proof"),
    "stopped_by.time_limit": ("skończył się czas", "time ran out"),
    "stopped_by.gap_limit": (
        "osiągnięto dopuszczalną niedokładność",
        "the allowed gap was reached",
    ),
    "stopped_by.memory_limit": ("skończyła się pamięć", "memory ran out"),
    "stopped_by.deterministic_limit": (
        "wykonano zadaną ilość pracy",
        "the set amount of work was done",
    ),
    "stopped_by.interrupted": ("przerwano", "interrupted"),
    # Goals, in the order in which the policy grammar lists them.
    "goal.uncovered": ("usługi bez realizatora", "services left without a provider"),
    "goal.uncovered:critical": (
        "usługi krytyczne bez realizatora",
        "critical services left without a provider",
    ),
    "goal.uncovered:all": ("usługi bez realizatora", "services left without a provider"),
    "goal.soft_rules": ("niedotrzymane reguły miękkie", "soft rules missed"),
    "goal.cost": ("koszt zadań", "task cost"),
    "goal.target_share:level": (
        "poziom względem klucza, który osiąga {number} członków",
        "level against the key that {number} members reach",
    ),
    "goal.target_share:count": (
        "liczba członków na poziomie {number} lub wyższym",
        "number of members at level {number} or above",
    ),
    "goal.target_share:climb": (
        "poziom względem klucza dla następnych {number} członków",
        "level against the key for the next {number} members",
    ),
    "goal.target_share": (
        "poziomy wobec klucza podziału, od najniższego",
        "levels against the distribution key, lowest first",
    ),
    "goal.smallest_ratio": (
        "najmniejszy udział wobec klucza podziału",
        "smallest award against the distribution key",
    ),
    "goal.target_deviation": (
        "suma odchyleń od klucza podziału",
        "sum of deviations from the distribution key",
    ),
    "goal.weighted_nash": (
        "iloczyn przydziałów ważony kluczem podziału",
        "product of awards weighted by the distribution key",
    ),
    "goal.weighted_nash:members": ("członkowie z przydziałem", "members with an award"),
    "goal.weighted_nash:weight": (
        "część klucza u członków z przydziałem",
        "part of the key that members with an award have",
    ),
    "goal.weighted_nash:mean": (
        "średni logarytm przydziału wobec klucza podziału",
        "mean logarithm of the award against the distribution key",
    ),
    "goal.largest_share:level": (
        "o ile poziomów poniżej najwyższego zostaje {number} członków",
        "how many levels below the highest {number} members stay",
    ),
    "goal.largest_share:count": (
        "liczba członków co najmniej {number} poziomów poniżej najwyższego",
        "number of members at least {number} levels below the highest",
    ),
    "goal.largest_share:climb": (
        "o ile poziomów poniżej najwyższego zostaje następnych {number} członków",
        "how many levels below the highest the next {number} members stay",
    ),
    "goal.largest_share": (
        "poziomy wobec klucza podziału, od najwyższego",
        "levels against the distribution key, highest first",
    ),
    "goal.alpha_fairness": (
        "sprawiedliwość stopnia alfa",
        "fairness of degree alpha",
    ),
    "goal.alpha_fairness:members": ("członkowie z przydziałem", "members with an award"),
    "goal.alpha_fairness:weight": (
        "część klucza u członków z przydziałem",
        "part of the key that members with an award have",
    ),
    "goal.alpha_fairness:mean": (
        "średnia użyteczność przydziału wobec klucza podziału",
        "mean worth of the award against the distribution key",
    ),
    "goal.owa": (
        "suma udziałów wobec klucza, ważona od najmniejszego",
        "sum of awards against the key, weighted from the smallest on",
    ),
    "goal.small_members_value": ("wartość u małych członków", "value with small members"),
    "goal.small_members_engaged": ("mali członkowie z zadaniami", "small members with tasks"),
    "goal.quality": ("średnia jakość", "mean quality"),
    "goal.preference": ("średnia chęć realizatorów", "mean preference of providers"),
    "goal.handover": (
        "usługi, które zmieniają realizatora",
        "services that change their provider",
    ),
    "goal.changes": (
        "zmiany wobec wcześniejszego podziału",
        "changes against the earlier split",
    ),
    "goal.least_budget": ("najmniejszy budżet", "least budget"),
    "measure.value": ("wartość", "value"),
    "measure.reference_value": ("wartość po cenach odniesienia", "value at reference prices"),
    "measure.hours": ("godziny pracy", "hours of work"),
    "engine.cpsat": ("CP-SAT", "CP-SAT"),
    "engine.highs": ("HiGHS", "HiGHS"),
    "engine.scip": ("SCIP", "SCIP"),
    "engine.cbc": ("CBC", "CBC"),
    # Why an offer could not be used.
    "reason.no_offer": ("brak oferty", "no offer"),
    "reason.veto": (
        "członek nie chce (preferencja 0)",
        "the member does not want it (preference 0)",
    ),
    "reason.exclusion": ("wyłączenie", "exclusion"),
    "reason.competence": ("brak uprawnienia", "competence missing"),
    "reason.competence.until": (
        "uprawnienie kończy się {until}, przed końcem zlecenia",
        "the competence ends on {until}, before the commission does",
    ),
    "reason.capacity": (
        "za małe moce: mniej niż jedna partia albo mniej niż niepodzielna całość",
        "too little capacity: less than one lot, or than the whole that may not be split",
    ),
    "exclusion.conflict_of_interest": ("konflikt interesów", "conflict of interest"),
    "exclusion.veto": ("weto", "veto"),
    "mode.powierzenie": ("powierzenie (pełne finansowanie)", "full commissioning"),
    "mode.wsparcie": ("wsparcie (dofinansowanie)", "co-funding"),
}
