"""What a trusted proxy says about a request: from where, by which name and scheme.

From anybody else these headers are thrown away, so that nobody can choose an address for himself.
"""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from starlette.types import ASGIApp, Receive, Scope, Send

from api.settings import Settings

Network = IPv4Network | IPv6Network
Headers = list[tuple[bytes, bytes]]

FORWARDED = (
    *(b"forwarded", b"x-forwarded-for", b"x-forwarded-host", b"x-forwarded-proto"),
    *(b"x-forwarded-port", b"x-forwarded-prefix", b"x-real-ip"),
)
FORWARDED_BY_ANYBODY = "allocator.forwarded"
SCHEMES = (b"http", b"https")


class Forwarding:
    """Takes the words of the proxy in the settings, and of nobody else. Adds `root_path`."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.root_path = settings.root_path.rstrip("/")
        self.trusted = ip_network(settings.trusted_proxy) if settings.trusted_proxy else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on as the proxy got it."""
        if scope["type"] == "http":
            scope = self._as_seen(scope)
        await self.app(scope, receive, send)

    def _as_seen(self, scope: Scope) -> Scope:
        headers: Headers = scope["headers"]
        kept = [each for each in headers if each[0].lower() not in FORWARDED]
        changed = {**scope, "headers": kept, FORWARDED_BY_ANYBODY: len(kept) < len(headers)}
        if self.root_path:
            changed["root_path"] = self.root_path
        client = scope.get("client")
        if self.trusted is None or client is None or not is_in(client[0], self.trusted):
            return changed
        return {**changed, **self._told(headers, kept, client)}

    def _told(self, headers: Headers, kept: Headers, client: tuple[str, int]) -> Scope:
        """Of several addresses the last that is not the proxy's: those before it are hearsay."""
        told: Scope = {}
        hops = [each.strip() for each in _last(headers, b"x-forwarded-for").split(b",")]
        for hop in reversed(hops):
            address = _address(hop)
            if address is None:
                break
            told["client"] = (address, 0)
            if self.trusted is None or not is_in(address, self.trusted):
                break
        if (scheme := _last(headers, b"x-forwarded-proto").strip().lower()) in SCHEMES:
            told["scheme"] = scheme.decode()
        if host := _last(headers, b"x-forwarded-host").strip():
            told["headers"] = [each for each in kept if each[0].lower() != b"host"]
            told["headers"].append((b"host", host))
        return told


def is_in(address: str, network: Network) -> bool:
    """Whether an address is one of a network's; names and nonsense are not."""
    try:
        return ip_address(address) in network
    except ValueError:
        return False


def _last(headers: Headers, name: bytes) -> bytes:
    """The last value of a header; of the list of addresses all, joined as RFC 9110 does."""
    found = [value for key, value in headers if key.lower() == name]
    return b",".join(found) if name == b"x-forwarded-for" else (found[-1] if found else b"")


def _address(text: bytes) -> str | None:
    try:
        return str(ip_address(text.decode("ascii").strip("[]")))
    except ValueError:
        return None
