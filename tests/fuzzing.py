"""Requests that nobody expects, to every route of a running service, and a look at every answer.

Generated from the description of the API, and right requests with something in them changed.
"""

from __future__ import annotations

import logging
import random
import re
import signal
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import FlakyStrategyDefinition
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.core.failures import FailureGroup

from api.people.principals import LOCAL_CONSORTIUM, Role
from api.people.rights import HOLDERS
from api.storage.database import Database
from tests.request_mutations import changed, fuller
from tests.rights_world import Caller, World
from tests.route_cases import CASES, Call
from tests.service import HOST, served

load_all_checks()
SOUND: list[Any] = [
    CHECKS.get_one(name)
    for name in (
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "response_headers_conformance",
        "response_schema_conformance",
    )
]
"""What must hold of every answer: no 5xx, and nothing that the description does not announce."""

LOCAL, STRANGER = "local", "stranger"
CALLERS = (*(role.value for role in Role), LOCAL, STRANGER)
"""Every role, the one user of a service without log-in, and somebody without a token."""

DETAILS = {"type", "title", "status", "detail", "instance", "code", "issues", "request_id"}
SENT = ("method", "url", "params", "headers", "json", "data", "files", "content")
BATCH = 5
SLOWEST_SECONDS = 10.0
MOST_GROWTH_MEGABYTES = 150.0
TOLD = logging.getLogger(__name__)


@dataclass
class Asking:
    """Requests of one caller to a running service, and what came of them."""

    world: World
    caller: Caller
    name: str
    statuses: dict[str, Counter[int]] = field(default_factory=dict)
    slowest: float = 0.0
    megabytes: list[float] = field(default_factory=list)
    wrong: list[Any] = field(default_factory=list)

    def send(self, route: str, method: str, url: str, **given: Any) -> Any:
        """Have one request answered in time and look at the answer."""
        began = time.monotonic()
        with at_most(SLOWEST_SECONDS):
            answer = self.caller.request(method, url, **given)
        self.slowest = max(self.slowest, time.monotonic() - began)
        self.statuses.setdefault(route, Counter())[answer.status_code] += 1
        assert answer.status_code < 500, (route, given, answer.text)
        is_strange = self.name == STRANGER and CASES[route].right is not None
        if not is_strange or leads_to(route, url):
            assert (answer.status_code == 401) is is_strange
        else:
            # A changed path may lead nowhere, which strangers are told as well.
            assert answer.status_code in {401, 404, 405}
        if answer.status_code >= 400:
            assert answer.headers["content-type"] == "application/problem+json"
            told = answer.json()
            assert told.keys() >= DETAILS
            assert told["status"] == answer.status_code
        return answer

    def measure(self) -> None:
        """Note the memory of this process, which serves, and of its children."""
        own = psutil.Process()
        family = (own, *own.children(recursive=True))
        self.megabytes.append(sum(each.memory_full_info().pss for each in family) / 2**20)

    def check(self) -> Counter[int]:
        """All routes were asked, in bounded time and memory; how often each status came."""
        found = sum(self.statuses.values(), Counter[int]())
        TOLD.warning(
            "%s: %s, slowest %.2f s, %.0f MB at first, %.0f MB at most",
            *(self.name, dict(sorted(found.items())), self.slowest),
            *(self.megabytes[0], max(self.megabytes)),
        )
        assert self.wrong == []
        assert self.statuses.keys() == OPERATIONS
        assert self.slowest < SLOWEST_SECONDS
        assert max(self.megabytes) - self.megabytes[0] < MOST_GROWTH_MEGABYTES
        return found

    def never_answered(self) -> set[str]:
        """Routes that this caller may call, and that never did what was asked."""
        return {
            route
            for route, statuses in self.statuses.items()
            if not any(status < 400 for status in statuses) and self.may(route)
        }

    def may(self, route: str) -> bool:
        """Whether the caller's role holds the route's right."""
        right = CASES[route].right
        return right is None or self.name == LOCAL or self.name in HOLDERS[right]


def leads_to(route: str, url: str) -> bool:
    """Whether a path is still one of the route; a part that was changed may hold a slash."""
    template = route.partition(" ")[2]
    pattern = re.sub(r"\\{[^{}]*\\}", "[^/]+", re.escape(template))
    return re.fullmatch(pattern, url.partition("?")[0]) is not None


OPERATIONS = {name for name in CASES if "/v1/" in name}


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Fail a test that hangs: the signal ends whatever it waits for."""

    def late(number: int, frame: Any) -> None:
        raise TimeoutError(f"no answer for {seconds} s")

    before = signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@contextmanager
def asking(database: Database, folder: Path, name: str) -> Iterator[Asking]:
    """A service with one of everything, and somebody who asks it."""
    authentication = "none" if name == LOCAL else "tokens"
    with served(
        database,
        folder,
        authentication=authentication,
        requests_per_minute=1_000_000,
        queued_jobs=100_000,
    ) as api:
        world = World(api, LOCAL_CONSORTIUM if name == LOCAL else "co-own")
        known = [role for role in Role if role.value == name]
        caller = world.client(known[0]) if known else Caller(api, {})
        yield Asking(world, caller, name)


def fuzz(asked: Asking, *, examples: int) -> Counter[int]:
    """Requests to every operation, generated from the description: as it says, and against it."""
    schema = schemathesis.openapi.from_dict(asked.world.api.app.openapi())
    found: Any
    for found in schema.get_all_operations():
        operation = found.ok()
        # Any text may stand in a path: what has nothing else can not go against its description.
        modes = (
            [*GenerationMode] if operation.query or operation.body else [GenerationMode.POSITIVE]
        )
        for mode in modes:
            strategy = operation.as_strategy(generation_mode=mode)
            for batch in range(0, examples, BATCH):
                # What it draws may depend on what it drew before: the rest of a batch is lost then.
                with suppress(FlakyStrategyDefinition):
                    _ask(
                        asked, operation, strategy, count=min(BATCH, examples - batch), number=batch
                    )
        asked.measure()
    return asked.check()


def _ask(asked: Asking, operation: Any, strategy: Any, *, count: int, number: int) -> None:
    route = f"{operation.method.upper()} {operation.path}"

    @seed(number)
    @settings(
        max_examples=count,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        database=None,
        deadline=None,
    )
    @given(case=strategy, pick=st.randoms(use_true_random=False))
    def ask(case: Any, pick: random.Random) -> None:
        if pick.random() < 0.6:
            make_known(case, CASES[route].call(asked.world), pick)
        sent = sendable(case)
        try:
            answer = asked.send(route, **sent)
            answer.request.read()
            case.validate_response(answer, checks=SOUND)
        except (Exception, FailureGroup) as wrong:
            # Kept, not raised: to look for a simpler example would ask a service that has changed.
            asked.wrong.append((route, sent, wrong))

    ask()


def make_known(case: Any, call: Call, pick: random.Random) -> None:
    """Let a generated request be about what is there: in its path, its query and its body."""
    for name, value in in_path(case.operation.path, call).items():
        case.path_parameters[name] = value
    for name, value in call.given.get("params", {}).items():
        case.query[name] = value
    body = call.given.get("json")
    if isinstance(case.body, dict) and isinstance(body, dict):
        case.body.update({name: value for name, value in body.items() if name.endswith("_id")})
        if pick.random() < 0.3:
            case.body.update(body)


def in_path(template: str, call: Call) -> dict[str, str]:
    """The ids in the path of a request to a route."""
    found = re.fullmatch(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", template), call.path)
    assert found is not None, "the table's request goes to this route"
    return found.groupdict()


def sendable(case: Any) -> dict[str, Any]:
    """A generated request as our client takes it."""
    content = case.as_transport_kwargs(base_url=HOST)
    if isinstance(content.get("data"), bytes | str):
        content["content"] = content.pop("data")
    if isinstance(content.get("files"), list):
        # Our client sends texts and bytes only, and would fail by itself at numbers.
        content["files"] = [
            (name, (part[0], part[1] if isinstance(part[1], bytes) else str(part[1]), *part[2:]))
            for name, part in content["files"]
        ]
    return {name: value for name, value in content.items() if name in SENT}


def mutate(asked: Asking, *, count: int, start: int) -> Counter[int]:
    """Requests that would be right: as they are at first, then with something in them changed."""
    schema = schemathesis.openapi.from_dict(asked.world.api.app.openapi())
    draw = random.Random(start)
    for route in sorted(OPERATIONS):
        method, _, template = route.partition(" ")
        for number in range(count):
            call = CASES[route].call(asked.world)
            right = fuller(route, call)
            path, given = changed(right, draw) if number else (right.path, dict(right.given))
            answer = asked.send(route, method, path, **given)
            if answer.status_code not in {404, 405}:
                answer.request.read()
                case = schema[template][method].Case(path_parameters=in_path(template, call))
                case.validate_response(answer, checks=SOUND)
        asked.measure()
    return asked.check()
