"""What leaves the house for research: searched for all that must stay."""

import csv
import json
import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from pydantic import BaseModel

from allocator.problem.request import Goal
from allocator.reading import read_problem
from allocator.reporting import result_document
from allocator.solvers import ENGINE_NAMES
from allocator.solving import Options, solve
from api.people.research import ENGINES, GOAL, STATUSES, STOPS, VERDICTS, exported
from api.web.bodies.people import ResearchResult
from tests.research_cases import (
    SOLVE,
    amounts,
    document_of,
    export_of,
    numbers_in,
    random_commission,
    stored,
    texts_in,
)

REFERENCE = Path("scenarios/data/hajnowka-2026")
SEEDS = range(25)
SCHEMA = json.loads(Path("docs/schema/result.schema.json").read_text(encoding="utf-8"))
GRIDS = {
    "members.ratio": (Fraction(1, 20), 2),
    "members.level_pct": (Fraction(5), 100),
    "components.covered": (Fraction(1, 10), 1),
    "components.shares": (Fraction(1, 10), 1),
    "fairness.gini": (Fraction(1, 100), 1),
    "fairness.jain": (Fraction(1, 100), 1),
}
COUNTED = re.compile(r"counts\.\w+|components\.providers|rules\.\w+\.\w+")


@pytest.fixture(scope="module")
def reference():
    """The commission's cells as they stand in its files, and the result of its least cost."""
    cells = []
    for path in sorted(REFERENCE.glob("*.csv")):
        if path.name != "expected_results.csv":
            with path.open(encoding="utf-8") as handle:
                cells += [cell for row in csv.DictReader(handle) for cell in row.values() if cell]
    built = read_problem(REFERENCE)
    found = solve(built, [Goal("cost")], None, Options(seed=0))
    return cells, stored(result_document(built, found))


def test_the_reference_export_says_nothing_of_its_source(reference):
    cells, document = reference
    export = export_of(document)
    assert len(export["members"]) == len(document["members"]) == 14
    assert any(each["ratio"] is not None for each in export["members"])
    search(export, document, cells)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_random_export_says_nothing_of_its_source(seed):
    built, split = random_commission(seed)
    document = document_of(built, split)
    search(export_of(document), document, list(_cells(built)))


def search(export, document, cells):
    """Look for every name, text, id, digest, price, amount and value of the source."""
    told = list(texts_in(export))
    hidden = {text for text in (*texts_in(document), *cells) if not _is_number(text)}
    words = STATUSES | STOPS | VERDICTS | ENGINES | {each["goal"] for each in export["goals"]}
    words |= {"solve", "done", "all", "hard", "soft", "info", "off"}
    found = [
        (secret, text)
        for secret in hidden - words
        for text in told
        if secret == text or (len(secret) > 2 and secret in text and text not in words)
    ]
    assert found == []
    prices = [Decimal(each) for each in cells if _is_number(each)]
    quantities = [each["quantity"] for each in document["assignments"]]
    products = [price * quantity for price in prices for quantity in set(quantities)]
    secret = amounts(document, prices, products) - {Fraction(0), Fraction(1)}
    for path, number in numbers_in(export):
        if path in GRIDS:
            step, most = GRIDS[path]
            assert (number / step).denominator == 1, path
            assert 0 <= number <= most, path
        elif not COUNTED.fullmatch(path):
            assert path in ("seconds", "goals.gap")
            assert number not in secret, (path, number)


def test_the_search_finds_what_it_looks_for(reference):
    cells, document = reference
    export = export_of(document)
    for leak in (
        {"result": document["members"][0]["member_id"]},
        {"result": f"re-{document['provenance']['problem_digest']}"},
        {"result": cells[-1] if not _is_number(cells[-1]) else "Hajnówka"},
        {"seconds": document["task_cost_pln"]},
        {"seconds": document["task_cost_pln"] * 100},
        {"budget_pln": Decimal("7.5")},
        {"members": [{"ratio": document["members"][0]["ratio"]}]},
        {"seconds": document["assignments"][0]["quantity"] * Decimal("81.5")},
    ):
        with pytest.raises(AssertionError):
            search({**export, **leak}, document, [*cells, "Hajnówka", "81.5"])


@pytest.mark.parametrize("seed", SEEDS)
def test_prices_twice_as_high_give_the_same_export(seed):
    """No figure depends on the level of prices: not even a rounded one."""
    first, second = (
        export_of(document_of(*random_commission(seed, money=money))) for money in (1, 2)
    )
    assert first == second


def test_what_is_new_in_a_result_stays_in_the_house(reference):
    _, document = reference
    assert export_of(_with_more(document)) == export_of(document)


def test_words_that_are_not_ours_are_not_told(reference):
    _, document = reference
    strange = {
        **document,
        **dict.fromkeys(("status", "stopped_by", "verdict"), "Jan Kowalski"),
        "goals": [{**document["goals"][0], "goal": "Jan Kowalski", "confirmed_by": ["Jan"]}],
    }
    export = export_of(strange, operation="Jan Kowalski", solve_result="Jan Kowalski")
    assert "Jan" not in json.dumps(export, default=str)


def test_ratios_and_quantities_are_never_linked(reference):
    _, document = reference
    export = exported("re-0", SOLVE, document)
    members = {each["member"] for each in export["members"]}
    components = {each["component"] for each in export["components"]}
    assert len(members) == 14
    assert not members & components
    for each in export["members"]:
        assert set(each) == {"member", "engaged", "ratio", "level_pct"}
    for each in export["components"]:
        assert set(each) == {"component", "covered", "providers", "shares"}
        assert each["shares"] == sorted(each["shares"], reverse=True)


def test_nothing_stands_in_the_order_of_the_source(reference):
    _, document = reference
    turned = {**document, "members": document["members"][::-1]}
    draws = [exported("re-0", SOLVE, each)["members"] for each in (document, turned)]
    for each in draws:
        assert [row["member"] for row in each] == sorted(row["member"] for row in each)


def test_names_are_new_in_each_export(reference):
    _, document = reference
    first, second = (exported("re-0", SOLVE, document) for _ in range(2))
    for table, name in (("members", "member"), ("components", "component")):
        assert not {row[name] for row in first[table]} & {row[name] for row in second[table]}


def test_below_five_engaged_members_no_ratio_is_told(reference):
    _, document = reference
    few, five = (
        {**document, "members": [_idle(row, place >= most) for place, row in _numbered(document)]}
        for most in (4, 5)
    )
    told = export_of(few)
    assert all(each["ratio"] is each["level_pct"] is None for each in told["members"])
    assert told["fairness"] == {"gini": None, "jain": None}
    assert all(each["ratio"] is not None for each in export_of(five)["members"])


def test_the_shape_is_the_published_one(reference):
    _, document = reference
    _same_keys(ResearchResult, export_of(document))


def test_the_words_are_those_of_results():
    def words(name):
        return frozenset(SCHEMA["properties"][name]["enum"])

    assert words("status") == STATUSES
    assert words("stopped_by") == STOPS
    assert words("verdict") == VERDICTS
    assert set(ENGINE_NAMES) <= ENGINES


def test_every_goal_of_a_result_has_a_name_that_is_told(reference):
    _, document = reference
    assert all(GOAL.fullmatch(name) for name in document["measures"])


def _numbered(document):
    return enumerate(document["members"])


def _idle(row, idle):
    return {**row, "engaged": not idle}


def _cells(built):
    rows = [row for table in ("members", "components", "offers") for row in getattr(built, table)]
    for row in rows:
        for each in (getattr(row, name) for name in row.__dataclass_fields__):
            if isinstance(each, Fraction):
                yield str(Decimal(each.numerator) / each.denominator)
            elif isinstance(each, str) and each:
                yield each


def _is_number(text):
    return re.fullmatch(r"-?\d+([.,]\d+)?", text) is not None


def _with_more(value):
    """The data with a telling field more in every object."""
    if isinstance(value, Mapping):
        return {**{key: _with_more(each) for key, each in value.items()}, "secret": "Jan Kowalski"}
    return [_with_more(each) for each in value] if isinstance(value, list) else value


def _same_keys(model, value):
    assert set(value) == set(model.model_fields)
    for name, field in model.model_fields.items():
        inner = next(
            (
                each
                for each in (field.annotation, *getattr(field.annotation, "__args__", ()))
                if isinstance(each, type) and issubclass(each, BaseModel)
            ),
            None,
        )
        if inner is not None:
            rows = value[name] if isinstance(value[name], list) else [value[name]]
            for row in rows:
                _same_keys(inner, row)
