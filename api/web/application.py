"""The application: every router there is, under /v1, and what stands around them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from importlib import import_module
from pkgutil import iter_modules

from fastapi import APIRouter, FastAPI
from fastapi.telemetry import TelemetryConfig
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware

import api.web.routes
from api.people import guarding
from api.people.principals import LOCAL_CONSORTIUM
from api.settings import Settings
from api.storage import consortia
from api.storage.database import Database
from api.web.describing import operation_id
from api.web.errors import Refusing, add_handlers
from api.web.limiting import BodyLimit
from api.web.metrics import Counting, Metrics
from api.web.openapi import describe
from api.web.recording import Recording
from api.web.service import running
from api.web.templates import PREFIX as PREFIX
from api.workshop.workshop import Workshop

NO_TELEMETRY: TelemetryConfig = {"tracing": False, "metrics": False}
SMALLEST_COMPRESSED = 4096
"""Bytes: the status of a job, which is asked for most, is shorter."""
COMPRESSION = 5
ASKED_MOST = "solves"
EXPOSED = ("ETag", "Location", "Retry-After", "X-Request-Id", "Idempotent-Replayed")


def create_app(
    settings: Settings, database: Database, *, workshop: Workshop | None = None
) -> FastAPI:
    """The service on a database whose tables are there; its parts start with the lifespan.

    `workshop`: one that others use, too, instead of one of its own.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        if settings.authentication == "none":
            with database.write() as connection:
                consortia.ensure(connection, LOCAL_CONSORTIUM)
        async with running(settings, database, workshop) as service:
            app.state.service = service
            yield

    app = FastAPI(
        lifespan=lifespan,
        openapi_url="/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=operation_id,
        telemetry=NO_TELEMETRY,
    )
    for router in routers():
        app.include_router(router, prefix=PREFIX)
    add_handlers(app)
    describe(app)
    _surround(app, settings)
    return app


def routers() -> Iterator[APIRouter]:
    """The `router` of every module in `api.web.routes`, the one that is asked most before others.

    Routes are tried one by one: with it at the end, finding the way took a fifth of all time.
    """
    names = sorted(each.name for each in iter_modules(api.web.routes.__path__))
    for name in sorted(names, key=lambda each: each != ASKED_MOST):
        found: APIRouter = import_module(f"{api.web.routes.__name__}.{name}").router
        yield found


def _surround(app: FastAPI, settings: Settings) -> None:
    """Put around the routes what every request passes, from the inside to the outside."""
    app.add_middleware(BodyLimit, megabytes=settings.upload_megabytes)
    app.add_middleware(GZipMiddleware, minimum_size=SMALLEST_COMPRESSED, compresslevel=COMPRESSION)
    guarding.install(app, settings)
    app.add_middleware(Refusing)
    if settings.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=list(settings.cors_origins),
            allow_methods=["*"],
            allow_headers=["*"],
            expose_headers=list(EXPOSED),
        )
    app.add_middleware(Recording)
    app.state.metrics = Metrics()
    app.add_middleware(Counting, metrics=app.state.metrics)
