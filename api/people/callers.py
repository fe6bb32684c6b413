"""From where a request may come: own names and pages only, and not too often from one address.

A service without log-in trusts the one who sits at the machine. His browser must not be turned
against him: a foreign name that leads to this machine (DNS rebinding) and a page of another origin
(cross-site request forgery) are refused.
"""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.faults import Refusal
from api.people.forwarding import FORWARDED_BY_ANYBODY
from api.people.guard import VISIT, Guard, Visit, digest_of
from api.people.limits import retry_after
from api.settings import Settings, is_loopback

USUAL_PORTS = {"http": 80, "https": 443}
OWN_SITE = ("same-origin", "none")


class Callers:
    """ASGI middleware: refuses foreign names, foreign pages, and who asks too often."""

    def __init__(self, app: ASGIApp, settings: Settings, guard: Guard) -> None:
        self.app = app
        self.settings = settings
        self.guard = guard

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request. Raises Refusal."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        _check_host(scope, headers, self.settings)
        if self.settings.authentication == "none":
            _check_page(scope, headers, self.settings)
            await self.app(scope, receive, send)
            return
        visit = self._visit(scope, headers)

        async def watched(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 401:
                self._failed(visit)
            await send(message)

        await self.app(scope, receive, watched)

    def _visit(self, scope: Scope, headers: Headers) -> Visit:
        address = _neighbourhood((scope.get("client") or ("", 0))[0])
        visit = Visit(address, digest_of(headers.get("authorization", "")))
        scope[VISIT] = visit
        if visit.credentials in self.guard.known:
            return visit
        if visit.credentials and (wait := self.guard.failures.wait(address)):
            raise Refusal("too_many_log_ins", headers=retry_after(wait))
        if wait := self.guard.requests.take(f"address:{address}"):
            raise Refusal("too_many_requests", headers=retry_after(wait))
        return visit

    def _failed(self, visit: Visit) -> None:
        if visit.credentials:
            self.guard.known.drop(visit.credentials)
            self.guard.failures.take(visit.address)


def _check_host(scope: Scope, headers: Headers, settings: Settings) -> None:
    """Without log-in only loopback's names, with the port that is listened on, or those set.

    With log-in any name, unless some are set: then these, and loopback's for health checks.
    """
    with_log_in = settings.authentication != "none"
    if with_log_in and not settings.allowed_hosts:
        return
    hosts = headers.getlist("host")
    name, port = _host(hosts[0], scope["scheme"]) if len(hosts) == 1 else ("", None)
    own_port = port is not None and (with_log_in or port == (scope.get("server") or ("", 0))[1])
    if is_loopback(name) and own_port:
        return
    if not {name, f"{name}:{port}"} & {each.lower() for each in settings.allowed_hosts if name}:
        raise Refusal("foreign_host")


def _check_page(scope: Scope, headers: Headers, settings: Settings) -> None:
    if scope.get(FORWARDED_BY_ANYBODY):
        raise Refusal("forwarded")
    origins = headers.getlist("origin")
    if any(each in settings.cors_origins for each in origins) and len(origins) == 1:
        return
    own = f"{scope['scheme']}://{headers['host']}".lower()
    site = headers.get("sec-fetch-site", "none").lower()
    if any(each.lower() != own for each in origins) or site not in OWN_SITE:
        raise Refusal("foreign_origin")


def _host(text: str, scheme: str) -> tuple[str, int | None]:
    """Name and port of a Host header; ("", None) for what is neither name nor address."""
    name, colon, port = text.strip().lower().rpartition(":")
    if not colon or text.endswith("]"):
        name, port = text.strip().lower(), str(USUAL_PORTS.get(scheme, 80))
    if not (port.isascii() and port.isdigit() and len(port) <= 5):
        return "", None
    if name.startswith("[") and name.endswith("]"):
        name = name[1:-1]
    elif ":" in name:
        return "", None
    return name, int(port)


def _neighbourhood(address: str) -> str:
    """An address, of IPv6 the first half: one household has all of the second."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return address
    return str(found.ipv4_mapped or ip_network(f"{found}/64", strict=False))
