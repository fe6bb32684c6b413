"""The sentences of a certificate, in Polish and English. Decides nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from allocator.certificates.standings import Standing

Texts = tuple[str, str]

ABOUT: Texts = (
    "Certyfikat sprawiedliwości podziału. Zawiera oferty członków: tylko dla koordynatora i "
    "audytora. Każde twierdzenie mówi, że pewnego rodzaju podział nie istnieje: model `base` "
    "razem z wierszami twierdzenia nie ma rozwiązania w liczbach całkowitych.",
    "Certificate of the fairness of a split. It holds members' offers: for the coordinator and the "
    "auditor only. Each claim says that some kind of split does not exist: the model `base` "
    "together with the claim's rows has no solution in whole numbers.",
)
CLAIMS: dict[str, Texts] = {
    "level": (
        "Jeśli niżej nikt nie traci, nie ma podziału, w którym członków na poziomie wyższym niż "
        "{subject} jest {number}.",
        "With the rungs below kept, no split has {number} members on a level above {subject}.",
    ),
    "count": (
        "Jeśli do poziomu {subject} nikt nie traci, nie da się podnieść powyżej niego więcej "
        "członków niż w tym podziale.",
        "With the rungs up to level {subject} kept, no more members can be lifted above it than in "
        "this split.",
    ),
    "member": (
        "Członek {subject} nie może dostać wyższego poziomu, chyba że ktoś inny spadnie do jego "
        "poziomu lub niżej.",
        "Member {subject} can not have a higher level unless somebody else falls to its level or "
        "below.",
    ),
}
AT_TOP: Texts = (
    "Osiąga najwyższy poziom, jaki się liczy.",
    "It reaches the highest level that counts.",
)
OPEN: Texts = (
    "Poziom {level}; czy może być wyższy, nie rozstrzygnięto w całości.",
    "Level {level}; whether it could be higher is not decided in full.",
)


def claim_text(kind: str, subject: str, number: int) -> Texts:
    """A claim in one sentence."""
    polish, english = CLAIMS[kind]
    words = {"subject": subject, "number": number}
    return polish.format(**words), english.format(**words)


def standing_text(standing: Standing, *, complete: bool) -> Texts:
    """What the certificate says to one member."""
    if standing.at_top:
        return AT_TOP
    if not complete:
        return OPEN[0].format(level=standing.level), OPEN[1].format(level=standing.level)
    return claim_text("member", standing.member_id, 1)
