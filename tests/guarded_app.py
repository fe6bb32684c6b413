"""A small application behind the guards, on a database with people of two consortia."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from fastapi import Depends, FastAPI
from fastapi.testclient import TestClient
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from api.faults import Refusal
from api.people.guarding import install
from api.people.principals import Principal, Role
from api.people.rights import Right, allowed
from api.settings import Settings
from api.storage.database import Database
from api.storage.tables import metadata
from api.texts import REFUSALS


@dataclass(frozen=True)
class SmallService:
    """What the guards need of a service."""

    settings: Settings
    database: Database


def settings_for(folder: Path, **given: Any) -> Settings:
    """Settings with log-in, unless told otherwise; the data are in a folder of the test."""
    return Settings(**{"data": folder, "authentication": "tokens", **given})


def made_database(settings: Settings) -> Database:
    """A database with empty tables."""
    settings.data.mkdir(parents=True, exist_ok=True)
    database = Database(settings.address)
    metadata.create_all(database.writing)
    return database


@contextmanager
def guarded(settings: Settings, **client: Any) -> Iterator[TestClient]:
    """A client of an application with a route for each right and a public one that echoes."""
    database = made_database(settings)
    app = FastAPI()
    app.state.service = SmallService(settings, database)
    for right in Right:
        app.add_api_route(f"/{right.value}", _telling(right))
    app.add_api_route("/seen", _seen)
    app.add_api_route("/etag", lambda: Response("x", headers={"ETag": '"1"'}))
    app.add_api_route("/broken", _broken)
    app.add_api_route("/logging", _logging)
    app.add_exception_handler(Refusal, _refused)
    install(app, settings)
    app.add_middleware(Refusing)
    try:
        yield TestClient(app, **{"base_url": "http://localhost:8000", **client})
    finally:
        database.close()


class Refusing:
    """Turns what a guard raises into an answer, as the service's own middleware does."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve one request."""
        try:
            await self.app(scope, receive, send)
        except Refusal as refusal:
            await answer(refusal)(scope, receive, send)


def answer(refusal: Refusal) -> Response:
    """A refusal with the status of its text."""
    status = REFUSALS[refusal.code].status
    return JSONResponse({"code": refusal.code}, status, dict(refusal.headers))


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refusal)
    return answer(error)


def _telling(right: Right) -> Callable[..., dict[str, Any]]:
    def route(principal: Annotated[Principal, Depends(allowed(right))]) -> dict[str, Any]:
        return {
            "actor": principal.actor,
            "consortium_id": principal.consortium_id,
            "role": principal.role.value,
            "member_id": principal.member_id,
        }

    return route


def _logging(request: Request) -> None:
    logging.getLogger("some.library").info("asked with %s", request.headers.items())


def _seen(request: Request) -> dict[str, Any]:
    return {
        "client": request.client and request.client.host,
        "url": str(request.base_url),
        "forwarded": request.headers.get("x-forwarded-for"),
    }


def _broken() -> None:
    raise RuntimeError("broken")


def bearer(secret: str) -> dict[str, str]:
    """The header that shows a secret."""
    return {"Authorization": f"Bearer {secret}"}


ROLES = tuple(Role)
