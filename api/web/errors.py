"""Every answer that is not what was asked for, in one shape: problem details (RFC 9457)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from allocator.reporting.exact_json import exact_text
from api.faults import Refusal
from api.journal import note_error
from api.storage.troubles import refusal_of
from api.texts import KINDS_PL, REFUSALS
from api.web.negotiation import language_of
from api.web.validating import issues_of

MEDIA_TYPE = "application/problem+json"
TYPE = "urn:allocator:refusal:"
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
OF_STATUS = {
    400: "bad_request",
    404: "no_such_place",
    405: "method_not_allowed",
    413: "body_too_large",
    415: "media_type_unknown",
}


def problem_details(
    refusal: Refusal, *, language: str, instance: str, request_id: str
) -> dict[str, Any]:
    """The body of a refusal: title and detail in one language, and both in both."""
    text = REFUSALS[refusal.code]
    titles = {"pl": text.title_pl, "en": text.title_en}
    details = {
        "pl": text.text_pl.format_map(_Filled(_in_polish(refusal.detail))),
        "en": text.text_en.format_map(_Filled(refusal.detail)),
    }
    return {
        "type": TYPE + refusal.code,
        "title": titles[language],
        "status": text.status,
        "detail": details[language],
        "instance": instance,
        "code": refusal.code,
        "title_pl": titles["pl"],
        "title_en": titles["en"],
        "detail_pl": details["pl"],
        "detail_en": details["en"],
        "issues": list(refusal.issues),
        "request_id": request_id,
    }


def refusal_response(scope: Scope, refusal: Refusal) -> Response:
    """A refusal as the answer to a request."""
    request = Request(scope)
    body = problem_details(
        refusal,
        language=language_of(request.headers.get("accept-language")),
        instance=request.url.path,
        request_id=scope.get("state", {}).get("request_id", ""),
    )
    headers = {"Cache-Control": "no-store", "Vary": "Accept-Language", **refusal.headers}
    return Response(exact_text(body), body["status"], headers, MEDIA_TYPE)


class Refusing:
    """ASGI middleware: a Refusal raised within becomes its answer, anything else a plain 500.

    What went wrong inside is told in the log only, under the request's id.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except Refusal as refusal:
            if started:
                raise
            await refusal_response(scope, refusal)(scope, receive, send)
        except ClientDisconnect:
            return  # nobody is there to be told
        except Exception as error:
            note_error("request_failed", error)
            if started:
                raise
            await refusal_response(scope, _failure(error))(scope, receive, send)


def _failure(error: Exception) -> Refusal:
    """A database that is locked, full or away is a passing matter; all else is a fault of ours."""
    return refusal_of(error) or Refusal("internal")


def add_handlers(app: FastAPI) -> None:
    """Have whatever a route or the framework raises told as problem details."""
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refusal)
    return refusal_response(request.scope, error)


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    errors: Sequence[Mapping[str, Any]] = error.errors()
    if any(each["loc"][:1] == ("path",) for each in errors):
        # An id of another form is the id of nothing.
        return refusal_response(request.scope, Refusal("no_such_place"))
    return refusal_response(request.scope, Refusal("bad_body", issues=issues_of(errors)))


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    code = OF_STATUS.get(error.status_code, "bad_request")
    headers = dict(error.headers or {})
    if error.status_code == 405:
        headers["Allow"] = ", ".join(_methods(request))
    return refusal_response(request.scope, Refusal(code, headers=headers))


def _methods(request: Request) -> list[str]:
    """Every method that some route takes at this path."""
    return [
        method
        for method in METHODS
        if any(
            route.matches({**request.scope, "method": method})[0] is Match.FULL
            for route in request.app.routes
        )
    ]


def _in_polish(detail: Mapping[str, str]) -> dict[str, str]:
    """What fills a Polish sentence: kinds of things by their Polish names."""
    return {
        name: KINDS_PL.get(value, value) if name == "kind" else value
        for name, value in detail.items()
    }


class _Filled(dict[str, str]):
    """What fills a sentence; a name that nobody gave stands for itself."""

    def __missing__(self, name: str) -> str:
        return "{" + name + "}"
