"""How the tests run: the same examples every time, heavy figures only when asked for."""

import multiprocessing
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from allocator.solvers import ENGINE_NAMES

settings.register_profile(
    "repeatable",
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("repeatable")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--long` runs the tests marked `long`, and only them."""
    parser.addoption("--long", action="store_true", help="run the heavy figures, nothing else")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep either the long tests or the others; what is left out is counted as deselected."""
    wanted = bool(config.getoption("--long"))
    chosen = [each for each in items if (each.get_closest_marker("long") is not None) == wanted]
    if len(chosen) < len(items):
        kept = set(chosen)
        config.hook.pytest_deselected(items=[each for each in items if each not in kept])
        items[:] = chosen


@pytest.fixture(params=ENGINE_NAMES)
def engine_name(request: pytest.FixtureRequest) -> str:
    """Each engine in turn."""
    name: str = request.param
    return name


@pytest.fixture
def no_child_left() -> Iterator[None]:
    """Whatever a test does, no engine's process may be left behind by it."""
    yield
    assert multiprocessing.active_children() == []
