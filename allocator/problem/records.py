"""The consortium and its commission: what is asked, who can do it, at what price."""

# A table of columns reads best with one column to a line, however long.
# ruff: noqa: E501, RUF009
# fmt: off

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from allocator.problem.columns import Kind, Record, column

ZERO = Fraction(0)
ONE = Fraction(1)
NONE = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Commission(Record):
    """The commission itself; in tables a row for each of these: key, value, meaning.

    `meanings` are the remarks of the third column, by key; unlisted keys are `extras`.
    """

    commission_id: str = column(Kind.IDENTIFIER, "identyfikator zlecenia", "znak zlecenia", "identifier of the commission", solution=False)
    title_pl: str = column(Kind.TEXT, "tytuł", "tytuł po polsku", "title in Polish", default="", solution=False)
    title_en: str = column(Kind.TEXT, "tytuł angielski", "tytuł po angielsku", "title in English", default="", solution=False)
    commissioner_pl: str = column(Kind.TEXT, "zamawiający|zleceniodawca", "kto zleca", "who commissions", default="", solution=False)
    period_start: date = column(Kind.DATE, "początek okresu|data rozpoczęcia", "pierwszy dzień realizacji", "first day of delivery")
    period_end: date = column(Kind.DATE, "koniec okresu|data zakończenia", "ostatni dzień realizacji", "last day of delivery")
    budget_total_pln: Fraction | None = column(Kind.NUMBER, "budżet|budżet łączny|kwota dotacji", "ile najwyżej zapłaci zamawiający, z opłatami (zł); puste = bez limitu", "the most the commissioner pays, fees included (PLN); empty = no limit", default=NONE, minimum=0)
    commissioning_mode: str = column(Kind.CHOICE, "tryb zlecenia|tryb", "powierzenie = pełne finansowanie, wsparcie = z wkładem własnym", "powierzenie = full funding, wsparcie = co-funding", default="powierzenie", choices=("powierzenie", "wsparcie"))
    own_contribution_required_pct: Fraction = column(Kind.NUMBER, "wymagany wkład własny %", "wymagany wkład własny, procent całości", "required own contribution, percent of the total", default=ZERO, minimum=0, maximum=100)
    volunteer_hour_value_pln: Fraction = column(Kind.NUMBER, "wartość godziny wolontariatu", "ile liczy się za godzinę wolontariatu (zł)", "worth of one volunteer hour (PLN)", default=ZERO, minimum=0)
    coordination_fee_pct: Fraction = column(Kind.NUMBER, "opłata za koordynację %", "procent kosztu zadań dla lidera", "percent of task cost paid to the leader", default=ZERO, minimum=0, maximum=100)
    reserve_fund_pct: Fraction = column(Kind.NUMBER, "fundusz rezerwowy %", "procent kosztu zadań do wspólnej rezerwy", "percent of task cost put in the common reserve", default=ZERO, minimum=0, maximum=100)
    component_shift_tolerance_pct: Fraction = column(Kind.NUMBER, "dopuszczalne przesunięcie %", "o ile procent składnik może przekroczyć pułap kosztu", "percent by which a component may exceed its ceiling", default=ZERO, minimum=0)
    advance_months: Fraction = column(Kind.NUMBER, "miesiące prefinansowania", "ile miesięcy członek finansuje z góry", "months of cost a member pre-finances", default=ONE, minimum=0)
    currency: str = column(Kind.TEXT, "waluta", "waluta kwot", "currency of all amounts", default="PLN", solution=False)
    meanings: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Period(Record):
    """A month of delivery."""

    period: str = column(Kind.PERIOD, "okres|miesiąc", "miesiąc, np. 2026-01", "month, such as 2026-01", key=True)
    working_days: Fraction | None = column(Kind.NUMBER, "dni robocze", "liczba dni roboczych", "number of working days", default=NONE, minimum=0, solution=False)
    full_time_norm_hours: Fraction | None = column(Kind.NUMBER, "norma godzin etatu", "norma godzin pełnego etatu", "hours of a full-time post", default=NONE, minimum=0, solution=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sector(Record):
    """A branch of services."""

    sector_id: str = column(Kind.IDENTIFIER, "branża|id branży", "znak branży", "identifier of the sector", key=True)
    name_pl: str = column(Kind.TEXT, "nazwa", "nazwa po polsku", "name in Polish", default="", solution=False)
    name_en: str = column(Kind.TEXT, "nazwa angielska", "nazwa po angielsku", "name in English", default="", solution=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone(Record):
    """A part of the town."""

    zone_id: str = column(Kind.IDENTIFIER, "strefa|id strefy", "znak strefy", "identifier of the zone", key=True)
    name_pl: str = column(Kind.TEXT, "nazwa", "nazwa po polsku", "name in Polish", default="", solution=False)
    name_en: str = column(Kind.TEXT, "nazwa angielska", "nazwa po angielsku", "name in English", default="", solution=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class LabourPool(Record):
    """A kind of staff."""

    pool_id: str = column(Kind.IDENTIFIER, "zespół|id zespołu", "znak zespołu kadrowego", "identifier of the labour pool", key=True)
    name_pl: str = column(Kind.TEXT, "nazwa", "nazwa po polsku", "name in Polish", default="", solution=False)
    name_en: str = column(Kind.TEXT, "nazwa angielska", "nazwa po angielsku", "name in English", default="", solution=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Competence(Record):
    """A permit, qualification or equipment."""

    competence_id: str = column(Kind.IDENTIFIER, "uprawnienie|kompetencja|id kompetencji", "znak uprawnienia", "identifier of the competence", key=True)
    name_pl: str = column(Kind.TEXT, "nazwa", "nazwa po polsku", "name in Polish", default="", solution=False)
    name_en: str = column(Kind.TEXT, "nazwa angielska", "nazwa po angielsku", "name in English", default="", solution=False)
    kind: str = column(Kind.TEXT, "rodzaj", "rodzaj uprawnienia", "kind of competence", default="", solution=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Component(Record):
    """A part of the commission that can be given to members: a service in a quantity."""

    component_id: str = column(Kind.IDENTIFIER, "składnik|zadanie|id składnika|id zadania", "znak składnika zlecenia", "identifier of the component", key=True)
    sector_id: str = column(Kind.IDENTIFIER, "branża|id branży", "branża składnika", "sector of the component", refers_to="sectors")
    name_pl: str = column(Kind.TEXT, "nazwa", "nazwa po polsku", "name in Polish", default="", solution=False)
    name_en: str = column(Kind.TEXT, "nazwa angielska", "nazwa po angielsku", "name in English", default="", solution=False)
    unit_pl: str = column(Kind.TEXT, "jednostka|rodzaj miary", "jednostka miary po polsku", "unit in Polish", default="", solution=False)
    unit_en: str = column(Kind.TEXT, "jednostka angielska", "jednostka miary po angielsku", "unit in English", default="", solution=False)
    quantity: Fraction = column(Kind.NUMBER, "ilość|liczba jednostek", "ilość w całym okresie", "quantity over the whole period", minimum=0)
    splittable: bool = column(Kind.FLAG, "podzielny", "czy można dzielić między członków", "whether it may be split among members", default=True)
    lot_size: Fraction = column(Kind.NUMBER, "wielkość partii", "ilość w jednej partii; 0 = jedna jednostka", "quantity in one lot; 0 = one unit", default=ZERO, minimum=0)
    min_lot: Fraction | None = column(Kind.NUMBER, "minimalna partia", "minimalny przydział dla ofert, które go nie podają", "smallest assignment of offers that leave theirs empty", default=NONE, minimum=0)
    min_providers: Fraction | None = column(Kind.NUMBER, "min. realizatorów", "najmniejsza liczba realizatorów", "smallest number of providers", default=NONE, minimum=0)
    max_providers: Fraction | None = column(Kind.NUMBER, "maks. realizatorów", "największa liczba realizatorów", "largest number of providers", default=NONE, minimum=0)
    ceiling_unit_price_pln: Fraction | None = column(Kind.NUMBER, "pułap ceny jednostkowej", "najwyższa cena jednostki z narzutami (zł)", "highest unit price, overheads included (PLN)", default=NONE, minimum=0, places=4)
    labour_pool: str = column(Kind.IDENTIFIER, "zespół|zespół kadrowy", "kto wykonuje pracę", "which staff does the work", default="", refers_to="labour_pools")
    labour_hours_per_unit: Fraction = column(Kind.NUMBER, "godziny pracy na jednostkę", "roboczogodziny na jednostkę", "hours of labour per unit", default=ZERO, minimum=0)
    required_competences: tuple[str, ...] = column(Kind.IDENTIFIERS, "wymagane uprawnienia|wymagane kompetencje", "wszystkie potrzebne uprawnienia, oddzielone ;", "all competences needed, separated by ;", default=(), refers_to="competences")
    critical: bool = column(Kind.FLAG, "krytyczny", "czy przerwa byłaby niedopuszczalna", "whether an interruption is unacceptable", default=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand(Record):
    """How much of a component falls in a period: its profile."""

    component_id: str = column(Kind.IDENTIFIER, "składnik|zadanie|id składnika|id zadania", "znak składnika", "component", key=True, refers_to="components")
    period: str = column(Kind.PERIOD, "okres|miesiąc", "miesiąc", "month", key=True, refers_to="periods")
    quantity: Fraction = column(Kind.NUMBER, "ilość|liczba jednostek", "ilość w miesiącu", "quantity in the month", minimum=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Member(Record):
    """An organisation of the consortium. Further yes/no columns are `extras`."""

    member_id: str = column(Kind.IDENTIFIER, "członek|id członka|konsorcjant", "znak członka", "identifier of the member", key=True)
    short_name: str = column(Kind.TEXT, "nazwa skrócona|skrót", "krótka nazwa", "short name", default="", solution=False)
    name_pl: str = column(Kind.TEXT, "nazwa", "pełna nazwa", "full name", default="", solution=False)
    kind: str = column(Kind.TEXT, "rodzaj", "rodzaj organizacji", "kind of organisation", default="")
    has_ps_status: bool = column(Kind.FLAG, "status ps|przedsiębiorstwo społeczne", "czy ma status przedsiębiorstwa społecznego", "whether it has social-enterprise status", default=False)
    is_small: bool = column(Kind.FLAG, "mały|mały członek", "czy jest małym członkiem", "whether it is a small member", default=False)
    is_leader: bool = column(Kind.FLAG, "lider", "czy jest liderem", "whether it leads the consortium", default=False)
    is_local: bool = column(Kind.FLAG, "miejscowy", "czy ma siedzibę w gminie", "whether its seat is in the town", default=False)
    seat_zone: str = column(Kind.IDENTIFIER, "strefa siedziby", "strefa siedziby", "zone of the seat", default="", refers_to="zones")
    fte_total: Fraction | None = column(Kind.NUMBER, "etaty", "liczba etatów", "full-time posts", default=NONE, minimum=0, solution=False)
    disadvantaged_share: Fraction = column(Kind.NUMBER, "udział osób zagrożonych", "ułamek godzin osób zagrożonych wykluczeniem (0 do 1)", "fraction of hours by people at risk of exclusion (0 to 1)", default=ZERO, minimum=0, maximum=1)
    target_share_pct: Fraction = column(Kind.NUMBER, "udział docelowy %|klucz podziału %", "udział w kluczu podziału (%)", "share in the distribution key (%)", default=ZERO, minimum=0, maximum=100)
    min_value_pln: Fraction | None = column(Kind.NUMBER, "minimalna kwota", "kwota, poniżej której udział się nie opłaca (zł)", "value below which taking part does not pay (PLN)", default=NONE, minimum=0)
    max_value_pln: Fraction | None = column(Kind.NUMBER, "maksymalna kwota", "największa kwota, jaką udźwignie (zł)", "largest value it can carry (PLN)", default=NONE, minimum=0)
    fixed_cost_pln: Fraction = column(Kind.NUMBER, "koszt stały", "koszt stały, raz, jeśli ma zadania (zł)", "fixed cost, once if it has tasks (PLN)", default=ZERO, minimum=0, places=4)
    liquidity_pln: Fraction | None = column(Kind.NUMBER, "płynność", "ile może wyłożyć z góry (zł)", "how much it can pre-finance (PLN)", default=NONE, minimum=0)
    own_cash_pln: Fraction = column(Kind.NUMBER, "własne środki", "własne pieniądze na wkład (zł)", "own money for the contribution (PLN)", default=ZERO, minimum=0)
    volunteer_hours_year: Fraction = column(Kind.NUMBER, "godziny wolontariatu", "godziny wolontariatu wnoszone do zlecenia", "volunteer hours brought to the commission", default=ZERO, minimum=0)
    de_minimis_used_3y_eur: Fraction | None = column(Kind.NUMBER, "de minimis 3 lata", "pomoc de minimis w 3 latach (EUR)", "de minimis aid in 3 years (EUR)", default=NONE, minimum=0, solution=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff(Record):
    """Hours of a labour pool that a member has free for this commission, a month."""

    member_id: str = column(Kind.IDENTIFIER, "członek|id członka|konsorcjant", "znak członka", "member", key=True, refers_to="members")
    pool_id: str = column(Kind.IDENTIFIER, "zespół|id zespołu", "znak zespołu", "labour pool", key=True, refers_to="labour_pools")
    headcount: Fraction | None = column(Kind.NUMBER, "liczba osób", "ile osób", "number of people", default=NONE, minimum=0, solution=False)
    hours_per_month: Fraction = column(Kind.NUMBER, "godziny w miesiącu", "wolne godziny w miesiącu", "free hours a month", minimum=0)
    hourly_cost_pln: Fraction | None = column(Kind.NUMBER, "koszt godziny", "koszt godziny pracy (zł)", "cost of an hour of labour (PLN)", default=NONE, minimum=0, solution=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberCompetence(Record):
    """A competence that a member holds, and until when."""

    member_id: str = column(Kind.IDENTIFIER, "członek|id członka|konsorcjant", "znak członka", "member", key=True, refers_to="members")
    competence_id: str = column(Kind.IDENTIFIER, "uprawnienie|kompetencja|id kompetencji", "znak uprawnienia", "competence", key=True, refers_to="competences")
    valid_until: date = column(Kind.DATE, "ważne do|data ważności", "ostatni dzień ważności", "last day of validity")


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer(Record):
    """What a member offers to do of a component, and its price."""

    component_id: str = column(Kind.IDENTIFIER, "składnik|zadanie|id składnika|id zadania", "znak składnika", "component", key=True, refers_to="components")
    member_id: str = column(Kind.IDENTIFIER, "członek|id członka|konsorcjant", "znak członka", "member", key=True, refers_to="members")
    unit_cost_pln: Fraction = column(Kind.NUMBER, "koszt jednostkowy|cena jednostkowa", "ile konsorcjum płaci za jednostkę (zł)", "what the consortium pays per unit (PLN)", minimum=0, places=4)
    fixed_cost_pln: Fraction = column(Kind.NUMBER, "koszt stały", "koszt stały, raz, jeśli oferta jest użyta (zł)", "fixed cost, once if the offer is used (PLN)", default=ZERO, minimum=0, places=4)
    capacity_max: Fraction = column(Kind.NUMBER, "moce|maksymalna ilość", "największa ilość w całym okresie", "largest quantity over the whole period", minimum=0)
    min_lot: Fraction | None = column(Kind.NUMBER, "minimalna partia", "najmniejszy przydział; puste = jak w składniku", "smallest assignment; empty = the component's", default=NONE, minimum=0)
    quality: Fraction | None = column(Kind.NUMBER, "jakość", "ocena jakości od 1 do 5", "quality from 1 to 5", default=NONE, minimum=1, maximum=5)
    preference: Fraction | None = column(Kind.NUMBER, "preferencja|chęć", "chęć od 1 do 5, 0 = weto", "preference from 1 to 5, 0 = veto", default=NONE, minimum=0, maximum=5)
    incumbent_quantity: Fraction = column(Kind.NUMBER, "dotychczasowa ilość", "ilość realizowana w zeszłym roku", "quantity done last year", default=ZERO, minimum=0)
    labour_hours_per_unit: Fraction | None = column(Kind.NUMBER, "godziny pracy na jednostkę", "roboczogodziny na jednostkę; puste = jak w składniku", "hours of labour per unit; empty = the component's", default=NONE, minimum=0)
    own_unit_cost_pln: Fraction | None = column(Kind.NUMBER, "własny koszt jednostkowy", "ile jednostka kosztuje samego członka (zł)", "what a unit costs the member itself (PLN)", default=NONE, minimum=0, places=4)
    own_fixed_cost_pln: Fraction | None = column(Kind.NUMBER, "własny koszt stały", "koszt stały samego członka (zł)", "the member's own fixed cost (PLN)", default=NONE, minimum=0, places=4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion(Record):
    """A pair that must not be, and why."""

    member_id: str = column(Kind.IDENTIFIER, "członek|id członka|konsorcjant", "znak członka", "member", key=True, refers_to="members")
    component_id: str = column(Kind.IDENTIFIER, "składnik|zadanie|id składnika|id zadania", "znak składnika", "component", key=True, refers_to="components")
    reason_code: str = column(Kind.IDENTIFIER, "kod powodu", "kod powodu", "code of the reason")
    reason_pl: str = column(Kind.TEXT, "powód", "powód po polsku", "reason in Polish", default="", solution=False)
    reason_en: str = column(Kind.TEXT, "powód po angielsku", "powód po angielsku", "reason in English", default="", solution=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryEntry(Record):
    """A past award of a member."""

    year: int = column(Kind.WHOLE, "rok", "rok", "year", key=True, minimum=1900, maximum=2999)
    member_id: str = column(Kind.IDENTIFIER, "członek|id członka|konsorcjant", "znak członka", "member", key=True, refers_to="members")
    value_pln: Fraction = column(Kind.NUMBER, "wartość", "wartość przydziału (zł)", "value awarded (PLN)", minimum=0)
    target_pln: Fraction | None = column(Kind.NUMBER, "kwota docelowa", "kwota należna według klucza (zł)", "value due by the key (PLN)", default=NONE, minimum=0)
    eligible: bool = column(Kind.FLAG, "uprawniony", "czy mógł brać udział", "whether it could take part", default=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator(Record):
    """A result that the commissioner demands."""

    indicator_id: str = column(Kind.IDENTIFIER, "wskaźnik|id wskaźnika", "znak wskaźnika", "identifier of the indicator", key=True)
    component_ids: tuple[str, ...] = column(Kind.IDENTIFIERS, "składniki|zadania", "składniki, których dotyczy, oddzielone ;", "components it concerns, separated by ;", default=(), refers_to="components", solution=False)
    name_pl: str = column(Kind.TEXT, "nazwa", "nazwa po polsku", "name in Polish", default="", solution=False)
    name_en: str = column(Kind.TEXT, "nazwa angielska", "nazwa po angielsku", "name in English", default="", solution=False)
    target: Fraction | None = column(Kind.NUMBER, "wartość docelowa", "wymagana wartość", "value demanded", default=NONE, minimum=0, solution=False)
    unit_pl: str = column(Kind.TEXT, "jednostka|rodzaj miary", "jednostka miary", "unit", default="", solution=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution(Record):
    """How much of an indicator one unit of an offer brings."""

    member_id: str = column(Kind.IDENTIFIER, "członek|id członka|konsorcjant", "znak członka", "member", key=True, refers_to="members")
    component_id: str = column(Kind.IDENTIFIER, "składnik|zadanie|id składnika|id zadania", "znak składnika", "component", key=True, refers_to="components")
    indicator_id: str = column(Kind.IDENTIFIER, "wskaźnik|id wskaźnika", "znak wskaźnika", "indicator", key=True, refers_to="indicators")
    per_unit: Fraction = column(Kind.NUMBER, "na jednostkę", "ile wskaźnika wnosi jednostka", "how much one unit brings", minimum=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferZone(Record):
    """A zone in which an offer is delivered."""

    member_id: str = column(Kind.IDENTIFIER, "członek|id członka|konsorcjant", "znak członka", "member", key=True, refers_to="members")
    component_id: str = column(Kind.IDENTIFIER, "składnik|zadanie|id składnika|id zadania", "znak składnika", "component", key=True, refers_to="components")
    zone_id: str = column(Kind.IDENTIFIER, "strefa|id strefy", "znak strefy", "zone", key=True, refers_to="zones")
