"""The parts of the page on rights that follow from the code: roles, rights and routes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from api.people.principals import Role
from api.people.rights import HOLDERS, Right, right_of

RIGHTS = {
    Right.READ_SERVICE: ("dowiedzieć się, co potrafi serwis", "learn what the service can do"),
    Right.READ_PROBLEMS: ("czytać zlecenia konsorcjum", "read the consortium's problems"),
    Right.WRITE_PROBLEMS: ("dodawać, zmieniać i usuwać zlecenia", "add, derive, delete problems"),
    Right.SOLVE: ("zlecać, zatrzymywać i usuwać obliczenia", "ask for, stop and delete solves"),
    Right.EVALUATE: ("oceniać własny podział", "have a hand-made split judged"),
    Right.READ_RESULTS: ("czytać wyniki w całości", "read whole results"),
    Right.READ_OWN: ("czytać wiersze jednego członka", "read one member's rows"),
    Right.PUBLISH: ("ogłaszać podział członkom", "publish a split to the members"),
    Right.READ_PUBLICATIONS: ("czytać ogłoszenia", "read publications"),
    Right.RESPOND: ("zaakceptować lub zgłosić sprzeciw", "accept or object"),
    Right.RESEARCH: ("pobrać eksport badawczy", "fetch the export for research"),
    Right.ADMINISTER: (
        "tokeny, dziennik zmian i wskaźniki pracy",
        "tokens, the audit log and the metrics",
    ),
}
ROLES = {
    Role.ADMIN: "administrator",
    Role.COORDINATOR: "koordynator",
    Role.MEMBER: "członek",
    Role.RESEARCHER: "badacz",
}


def rights_table() -> Iterator[str]:
    """Rights by role."""
    heads = (f"{name} ({role.value})" for role, name in ROLES.items())
    yield f"| Uprawnienie | right | {' | '.join(heads)} |"
    yield "|---|---" + "|:-:" * len(ROLES) + "|"
    for right in Right:
        polish, english = RIGHTS[right]
        marks = " | ".join("+" if role in HOLDERS[right] else "–" for role in ROLES)
        yield f"| {polish} | {english} (`{right.value}`) | {marks} |"


def routes_table() -> Iterator[str]:
    """The right that each route needs."""
    yield "| route | what it does | right |"
    yield "|---|---|---|"
    for method, path, summary, right in sorted(_routes(), key=lambda each: (each[1], each[0])):
        needed = f"`{right.value}`" if right is not None else "none"
        yield f"| `{method} {path}` | {summary} | {needed} |"


def _routes() -> Iterator[tuple[str, str, str, Right | None]]:
    # Imported here: the other pages need no web framework.
    from api.web.application import PREFIX, routers

    for router in routers():
        for route in router.routes:
            for method in getattr(route, "methods", ()):
                path = PREFIX + getattr(route, "path", "")
                summary = str(getattr(route, "summary", ""))
                yield method, path, summary, _right(getattr(route, "dependant", None))


def _right(dependant: Any) -> Right | None:
    if dependant is None:
        return None
    found = right_of(dependant.call)
    return found or next(filter(None, map(_right, dependant.dependencies)), None)
