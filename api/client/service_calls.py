"""What can be asked of the service itself, each as a function that makes its request."""

from __future__ import annotations

from typing import Any

from api.client.call import Call, document, get, nothing, path, query_of, text


def health() -> Call[dict[str, Any]]:
    """Whether the process is up."""
    return get(path("health"), document)


def ready() -> Call[dict[str, Any]]:
    """Whether each part of the service is ready; `ready` tells of all together."""
    return get(path("ready"), document, expected=frozenset((503,)))


def metrics() -> Call[str]:
    """Figures in the text form of Prometheus."""
    return get(path("metrics"), text, accept="text/plain")


def me() -> Call[dict[str, Any]]:
    """Who asks: consortium, role, member, rights."""
    return get(path("me"), document)


def operations() -> Call[dict[str, Any]]:
    """What can be asked about a problem."""
    return get(path("operations"), document)


def schema(name: str = "result") -> Call[dict[str, Any]]:
    """The JSON Schema of a document: `problem`, `result` or another that the service lists."""
    return get(path("schema", name), document)


def demo() -> Call[dict[str, Any]]:
    """The reference commission: `problem` is for `post_problem`, `solve` has what can be asked."""
    return get(path("demo"), document)


def policies(problem_id: str) -> Call[dict[str, Any]]:
    """The policies and scenarios of a problem."""
    return get(path("policies"), document, query=query_of(problem_id=problem_id))


def research_results(*, limit: int | None = None) -> Call[dict[str, Any]]:
    """The newest results under names that are new in each export, without prices."""
    return get(path("research", "results"), document, query=query_of(limit=limit))


def research_result(name: str) -> Call[dict[str, Any]]:
    """The result that an export called so, under a new name."""
    return get(path("research", "results", name), document)


def schemas() -> Call[dict[str, Any]]:
    """Which schemas there are."""
    return get(path("schema"), document)


def tokens() -> Call[dict[str, Any]]:
    """The tokens of the consortium, never their secrets; for administrators."""
    return get(path("tokens"), document)


def revoke_token(token_id: str) -> Call[None]:
    """Make a token useless from the next request on; for administrators."""
    return Call("DELETE", path("tokens", token_id), nothing)


def audit(
    *,
    limit: int | None = None,
    cursor: str | None = None,
    object_id: str | None = None,
    actor: str | None = None,
    action: str | None = None,
) -> Call[dict[str, Any]]:
    """What was changed, by whom and when, newest first; for administrators."""
    query = query_of(limit=limit, cursor=cursor, object_id=object_id, actor=actor, action=action)
    return get(path("audit"), document, query=query)
