"""The options that several commands share, declared once. Reads none of them."""

from __future__ import annotations

from allocator.cli.declaring import Argument, Option
from allocator.problem.charter import GOALS, MEASURES

BACKENDS = ("auto", "cpsat", "highs", "scip", "cbc")

PATH = Argument(
    "PATH",
    (
        "problem: folder z plikami CSV, taki folder w zip, skoroszyt .xlsx albo dokument .json",
        "problem: a folder of CSV files, a zip of it, an .xlsx workbook or a .json document",
    ),
)

SCENARIO = Option(
    "--scenario",
    ("wariant: zmiany z tabeli scenarios", "scenario: the changes of table scenarios"),
    value="ID",
)
POLICY = Option(
    "--policy",
    (
        "polityka z tabeli policies; bez --policy i --goal: balanced, a gdy jej nie ma, "
        "najniższy koszt",
        "a policy of table policies; without --policy and --goal: balanced, or least cost where "
        "there is no such policy",
    ),
    value="ID",
)
FAIRNESS_OF_POLICY = Option(
    "--policy",
    (
        "polityka, według której mierzy się sprawiedliwość: jej miara, krok, limit i rachunek lat; "
        "bez tej opcji balanced, jeśli jest taka polityka",
        "the policy by which fairness is measured: its measure, grid, cap and ledger; left out, "
        "balanced where there is such a policy",
    ),
    value="ID",
)
_GOAL_NAMES = ", ".join(GOALS)
GOAL = Option(
    "--goal",
    (
        f"cel w kolejności podania; TOLERANCJA: o ile procent późniejsze cele mogą go pogorszyć "
        f"(0). Cele: {_GOAL_NAMES}",
        f"a goal, in the order given; TOLERANCE: percent by which later goals may worsen it (0). "
        f"Goals: {_GOAL_NAMES}",
    ),
    value="NAME[:TOLERANCE_PCT]",
    repeats=True,
)
ONE_GOAL = Option(
    "--goal",
    (
        f"cel do zapisania w modelu; bez niego pierwszy cel polityki. Cele: {_GOAL_NAMES}",
        f"the goal to write into the model; left out, the policy's first. Goals: {_GOAL_NAMES}",
    ),
    value="NAME",
)
MEASURE = Option(
    "--measure",
    (
        "czym mierzy się przydział wobec klucza podziału",
        "how an award is measured against the distribution key",
    ),
    value="NAME",
    choices=MEASURES,
)
GRID = Option(
    "--grid",
    ("krok poziomów, procent należnej kwoty (1)", "step of the levels, percent of the target (1)"),
    value="PCT",
)
CAP = Option(
    "--cap",
    (
        "poziom, powyżej którego więcej nie robi różnicy (100); none: bez limitu",
        "level above which more makes no difference (100); none: no limit",
    ),
    value="PCT|none",
)
COST_CAP = Option(
    "--cost-cap",
    ("najwyższy koszt zadań, bez opłat (zł)", "highest task cost, before fees (PLN)"),
    value="PLN",
)
RULES_OFF = Option(
    "--rules-off",
    (
        "wyłącza reguły i ograniczenia, np. R01,budget; pokrycia, partii i uprawnień wyłączyć się "
        "nie da",
        "switches rules and constraints off, such as R01,budget; coverage, lots and eligibility "
        "can not be",
    ),
    value="R01,budget",
    repeats=True,
)
PIN = Option(
    "--pin",
    (
        "ustala ilość: członek:składnik=ilość",
        "fixes a quantity: member:component=quantity",
    ),
    value="M01:C01=600",
    repeats=True,
)
PARTIAL = Option(
    "--partial",
    (
        "dopuszcza, by część zlecenia została bez realizatora (jak najmniejsza)",
        "allows part of the commission to stay without a provider (as little as possible)",
    ),
)
EARLIER = Option(
    "--earlier",
    (
        "wcześniejszy podział, wobec którego liczy się cel changes",
        "the earlier split that goal changes is measured against",
    ),
    value="RESULT",
)
BACKEND = Option(
    "--backend",
    (
        "kto szuka i dowodzi; auto: dla każdego celu ten, kto zwykle dowodzi najprędzej",
        "who searches and proves; auto: for each goal whoever usually proves soonest",
    ),
    value="NAME",
    choices=BACKENDS,
)
CONFIRM = Option(
    "--confirm",
    (
        "każdy cel dowodzi jeszcze raz, drugim niezależnym programem",
        "proves every goal once more, with a second independent engine",
    ),
)
TIME_LIMIT = Option(
    "--time-limit", ("najwięcej sekund na całość", "most seconds for everything"), value="S"
)
WORK_LIMIT = Option(
    "--work-limit",
    (
        "limit w jednostkach pracy programu, powtarzalny (CP-SAT: sekundy deterministyczne, "
        "inne: węzły)",
        "limit in the engine's own repeatable units (CP-SAT: deterministic seconds, others: nodes)",
    ),
    value="N",
)
GAP = Option(
    "--gap",
    (
        "niedokładność, przy której można przestać, procent (0: do dowodu)",
        "gap at which the search may end, percent (0: until proved)",
    ),
    value="PCT",
)
WORKERS = Option("--workers", ("ile wątków naraz", "how many threads at once"), value="N")
SEED = Option(
    "--seed",
    (
        "los, który rozstrzyga między równie dobrymi podziałami (0); podaje go wynik",
        "the draw that decides between equally good splits (0); the result states it",
    ),
    value="N",
)
REPEATABLE = Option(
    "--repeatable",
    (
        "żadna decyzja nie zależy od zegara: te same bajty przy tych samych wersjach",
        "no decision depends on the clock: the same bytes again with the same versions",
    ),
)
MEMORY_LIMIT = Option(
    "--memory-limit",
    ("najwięcej pamięci programu, który szuka", "most memory of the engine's process"),
    value="MB",
)
OUT = Option(
    "--out",
    (
        "zapisuje wynik: .json, .xlsx (skoroszyt) albo .md",
        "writes the result: .json, .xlsx (workbook) or .md",
    ),
    value="FILE",
    repeats=True,
)
FORMAT = Option(
    "--format",
    (
        "text: dla ludzi; json: na wyjściu sam obiekt, dla programów",
        "text: for people; json: just the object on standard output, for programs",
    ),
    value="text|json",
    choices=("text", "json"),
)
QUIET = Option(
    "--quiet",
    (
        "bez postępu i uwag na wyjściu błędów",
        "no progress and no notices on standard error",
    ),
)

FAIRNESS = (MEASURE, GRID, CAP)
TERMS = (COST_CAP, RULES_OFF, PIN, PARTIAL, EARLIER)
SEARCH = (
    BACKEND,
    CONFIRM,
    TIME_LIMIT,
    WORK_LIMIT,
    GAP,
    WORKERS,
    SEED,
    REPEATABLE,
    MEMORY_LIMIT,
)
