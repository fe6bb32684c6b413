"""An OpenID Connect issuer on loopback, with keys of its own that it can change."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from joserfc import jwk, jwt

AUDIENCE = "allocator"


class Issuer:
    """What the issuer tells, and the tokens it makes. `answers` has bodies by path."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.asked: list[str] = []
        self.status = 200
        self.delay_seconds = 0.0
        self.answers: dict[str, Any] = {}
        self.keys: list[jwk.Key] = []
        self.rotate()

    def rotate(self, kind: str = "RSA", size: int | str = 2048, **parameters: Any) -> jwk.Key:
        """Exchange all keys for one new one."""
        key = new_key(kind, size, **parameters)
        self.publish(key)
        return key

    def publish(self, *keys: jwk.Key) -> None:
        """Tell these keys from now on."""
        self.keys = list(keys)
        self.answers = {
            "/.well-known/openid-configuration": {
                "issuer": self.url,
                "jwks_uri": f"{self.url}/keys",
            },
            "/keys": {"keys": [each.as_dict(private=False) for each in keys]},
        }

    def token(self, algorithm: str = "RS256", key: Any = None, **claims: Any) -> str:
        """A token for the subject "anna" that is good now; None as a claim leaves it out."""
        signing = key or self.keys[0]
        now = int(time.time())
        usual = {"iss": self.url, "aud": AUDIENCE, "sub": "anna", "iat": now, "exp": now + 300}
        kept = {name: each for name, each in {**usual, **claims}.items() if each is not None}
        header = {"alg": algorithm, "kid": signing.kid}
        return jwt.encode(header, kept, signing, algorithms=[algorithm])


def new_key(kind: str = "RSA", size: int | str = 2048, **parameters: Any) -> jwk.Key:
    """A fresh pair of keys with a name."""
    return jwk.generate_key(kind, size, parameters or None, auto_kid=True)


@contextmanager
def issuing() -> Iterator[Issuer]:
    """An issuer as long as the block lasts."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Answering)
    issuer = Issuer(server.server_address[1])
    server.issuer = issuer  # type: ignore[attr-defined]
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield issuer
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Answering(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        issuer = self.server.issuer  # type: ignore[attr-defined]
        issuer.asked.append(self.path)
        time.sleep(issuer.delay_seconds)
        body = issuer.answers.get(self.path)
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        try:
            self.send_response(issuer.status if body is not None else 404)
            self.send_header("Content-Length", str(len(raw)))
            if issuer.status == 302:
                self.send_header("Location", "/elsewhere")
            self.end_headers()
            self.wfile.write(raw)
        except ConnectionError:
            pass  # whoever asked has had enough

    def log_message(self, *_: Any) -> None:
        """Says nothing."""
