"""How the tests run: the same examples every time, heavy figures only when asked for."""

import multiprocessing
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from allocator.solvers import ENGINE_NAMES
from tests.databases import bare_database as bare_database
from tests.databases import database as database
from tests.databases import postgres_database as postgres_database
from tests.databases import postgres_server as postgres_server
from tests.databases import sqlite_database as sqlite_database
from tests.databases import sqlite_template as sqlite_template
from tests.long_tests import pytest_addoption as pytest_addoption
from tests.long_tests import pytest_collection_modifyitems as pytest_collection_modifyitems
from tests.long_tests import pytest_configure as pytest_configure
from tests.long_tests import pytest_runtest_makereport as pytest_runtest_makereport
from tests.long_tests import pytest_runtest_setup as pytest_runtest_setup
from tests.long_tests import pytest_sessionfinish as pytest_sessionfinish
from tests.service import api as api
from tests.service import both_api as both_api
from tests.service import guarded_api as guarded_api
from tests.service import postgres_service_template as postgres_service_template
from tests.service import service_database as service_database
from tests.service import sqlite_service_database as sqlite_service_database
from tests.service import sqlite_service_template as sqlite_service_template
from tests.service import workshop as workshop

settings.register_profile(
    "repeatable",
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("repeatable")


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
