"""The requests as methods that both clients share: one sends and returns, the other is awaited."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, Generic, ParamSpec, TypeVar, overload

from api.client import (
    problem_calls,
    publication_calls,
    service_calls,
    solve_calls,
    sweep_calls,
)
from api.client.call import Call

if TYPE_CHECKING:
    from api.client.clients import AsyncClient, Client

Given = ParamSpec("Given")
Answer = TypeVar("Answer")


class Method(Generic[Given, Answer]):
    """A function that makes a request, as a method that performs it with its client."""

    def __init__(self, make: Callable[Given, Call[Answer]]) -> None:
        self.make = make
        self.__doc__ = make.__doc__

    @overload
    def __get__(self, client: None, owner: type) -> Method[Given, Answer]: ...
    @overload
    def __get__(self, client: Client, owner: type) -> Callable[Given, Answer]: ...
    @overload
    def __get__(self, client: AsyncClient, owner: type) -> Callable[Given, Awaitable[Answer]]: ...

    def __get__(self, client: Client | AsyncClient | None, owner: type) -> Any:
        if client is None:
            return self

        @wraps(self.make)
        def performed(*args: Given.args, **kwargs: Given.kwargs) -> Any:
            return client.perform(self.make(*args, **kwargs))

        return performed


class Methods:
    """Whatever needs one request."""

    health = Method(service_calls.health)
    ready = Method(service_calls.ready)
    metrics = Method(service_calls.metrics)
    me = Method(service_calls.me)
    operations = Method(service_calls.operations)
    schema = Method(service_calls.schema)
    demo = Method(service_calls.demo)
    policies = Method(service_calls.policies)
    research_results = Method(service_calls.research_results)
    research_result = Method(service_calls.research_result)
    schemas = Method(service_calls.schemas)
    tokens = Method(service_calls.tokens)
    revoke_token = Method(service_calls.revoke_token)
    audit = Method(service_calls.audit)

    post_problem = Method(problem_calls.post_problem)
    get_problem = Method(problem_calls.get_problem)
    problem_document = Method(problem_calls.problem_document)
    problem_file = Method(problem_calls.problem_file)
    problems = Method(problem_calls.problems)
    rename_problem = Method(problem_calls.rename_problem)
    delete_problem = Method(problem_calls.delete_problem)
    derive = Method(problem_calls.derive)

    solve = Method(solve_calls.solve)
    get_solve = Method(solve_calls.get_solve)
    solves = Method(solve_calls.solves)
    rename_solve = Method(solve_calls.rename_solve)
    stop = Method(solve_calls.stop)
    delete_solve = Method(solve_calls.delete_solve)
    result = Method(solve_calls.result)
    result_file = Method(solve_calls.result_file)
    certificate = Method(solve_calls.certificate)
    member = Method(solve_calls.member)
    evaluate = Method(solve_calls.evaluate)
    compare = Method(solve_calls.compare)

    sweep = Method(sweep_calls.sweep)
    get_sweep = Method(sweep_calls.get_sweep)
    sweeps = Method(sweep_calls.sweeps)
    rename_sweep = Method(sweep_calls.rename_sweep)
    stop_sweep = Method(sweep_calls.stop_sweep)
    delete_sweep = Method(sweep_calls.delete_sweep)
    sweep_table = Method(sweep_calls.sweep_table)
    sweep_csv = Method(sweep_calls.sweep_csv)

    draft_publication = Method(publication_calls.draft_publication)
    publish = Method(publication_calls.publish)
    get_publication = Method(publication_calls.get_publication)
    publications = Method(publication_calls.publications)
    delete_publication = Method(publication_calls.delete_publication)
    publication_responses = Method(publication_calls.publication_responses)
    respond = Method(publication_calls.respond)
