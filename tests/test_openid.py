"""Tokens of an OpenID issuer that runs on loopback: the good ones, and every way to be bad."""

import base64
import hashlib
import hmac
import json
import time
import warnings

import pytest
from joserfc import jwk, jwt
from joserfc.errors import SecurityWarning

from api.people.issuer_keys import IssuerKeys, NotFetched
from api.people.openid import ALGORITHMS, Verifier
from api.storage import bindings
from tests.guarded_app import bearer
from tests.openid_cases import client as client
from tests.openid_cases import issuer as issuer
from tests.openid_cases import shared_issuer as shared_issuer
from tests.openid_cases import status
from tests.openid_issuer import AUDIENCE, new_key


class Ahead(int):
    """So many seconds from the moment at which the token is made."""


def timed(claims):
    now = int(time.time())
    return {key: now + each if isinstance(each, Ahead) else each for key, each in claims.items()}


def test_a_good_token_is_its_bound_persons(client, issuer):
    answer = client.get("/read_own", headers=bearer(issuer.token()))
    told = answer.json()
    assert told["consortium_id"] == "co-a"
    assert told["role"] == "member"
    assert told["member_id"] == "M1"
    assert told["actor"].startswith("openid:")
    assert "anna" not in told["actor"]
    assert len(told["actor"]) <= 80
    assert status(client, issuer.token(), "/solve") == 403


def test_keys_are_asked_for_once(client, issuer):
    for _ in range(3):
        assert status(client, issuer.token()) == 200
    assert issuer.asked == ["/.well-known/openid-configuration", "/keys"]


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://other.example"},
        {"iss": None},
        {"aud": "another"},
        {"aud": ["another", "third"]},
        {"aud": None},
        {"aud": ""},
        {"sub": None},
        {"sub": ""},
        {"sub": 7},
        {"sub": "x" * 256},
        {"exp": None},
        {"exp": Ahead(-61)},
        {"exp": "tomorrow"},
        {"exp": True},
        {"nbf": Ahead(120)},
        {"iat": Ahead(120)},
        {"iat": None},
    ],
)
def test_a_token_with_another_claim_is_refused(client, issuer, claims):
    assert status(client, issuer.token(**timed(claims))) == 401


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": ["another", AUDIENCE]},
        {"exp": Ahead(-30)},  # clocks differ by up to a minute
        {"nbf": Ahead(30)},
        {"iat": Ahead(30)},
        {"nbf": Ahead(-30)},
        {"name": "Anna", "roles": ["admin"]},  # what we do not ask for changes nothing
    ],
)
def test_a_token_with_such_claims_is_taken(client, issuer, claims):
    assert status(client, issuer.token(**timed(claims))) == 200


def test_nobody_makes_himself_an_administrator(client, issuer):
    token = issuer.token(role="admin", consortium_id="co-b")
    assert status(client, token, "/administer") == 403


def test_a_wrong_key_is_refused(client, issuer):
    other = new_key()
    assert status(client, issuer.token(key=other)) == 401
    named_alike = jwk.import_key({**other.as_dict(private=True), "kid": issuer.keys[0].kid})
    assert status(client, issuer.token(key=named_alike)) == 401


def test_a_changed_claim_or_signature_is_refused(client, issuer):
    header, claims, signature = issuer.token().split(".")
    changed = _encoded({**_decoded(claims), "sub": "boss"})
    assert status(client, f"{header}.{changed}.{signature}") == 401
    assert status(client, f"{header}.{claims}.{signature[:-4]}AAAA") == 401
    assert status(client, f"{header}.{claims}.") == 401


@pytest.mark.parametrize("algorithm", ["none", "None", "NONE", ""])
def test_no_signature_is_no_signature(client, issuer, algorithm):
    _, claims, signature = issuer.token().split(".")
    header = _encoded({"alg": algorithm, "kid": issuer.keys[0].kid})
    assert status(client, f"{header}.{claims}.") == 401
    assert status(client, f"{header}.{claims}.{signature}") == 401


@pytest.mark.parametrize("algorithm", ["HS256", "HS384", "HS512"])
def test_a_public_key_is_no_shared_secret(client, issuer, algorithm):
    """The classic confusion: the public key, known to all, taken as the secret of an HMAC."""
    key = issuer.keys[0]
    _, claims, _ = issuer.token().split(".")
    header = _encoded({"alg": algorithm, "kid": key.kid})
    for secret in (key.as_pem(private=False), json.dumps(key.as_dict(private=False)).encode()):
        digest = hmac.new(secret, f"{header}.{claims}".encode(), f"sha{algorithm[2:]}").digest()
        signature = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        assert status(client, f"{header}.{claims}.{signature}") == 401


def test_a_shared_secret_told_by_the_issuer_is_no_key(issuer):
    secret = jwk.generate_key("oct", 256, auto_kid=True)
    issuer.answers["/keys"] = {"keys": [secret.as_dict(private=True)]}
    keys = IssuerKeys(issuer.url)
    with pytest.raises(NotFetched):
        keys._asked()


@pytest.mark.parametrize(
    ("kind", "size", "algorithm"),
    [
        ("RSA", 2048, "RS512"),
        ("RSA", 2048, "PS256"),
        ("EC", "P-256", "ES256"),
        ("EC", "P-384", "ES384"),
        ("OKP", "Ed25519", "EdDSA"),
        ("OKP", "Ed25519", "Ed25519"),
    ],
)
def test_the_usual_algorithms_are_taken(client, issuer, kind, size, algorithm):
    issuer.rotate(kind, size)
    with warnings.catch_warnings():  # the library calls the name EdDSA outdated; issuers use it
        warnings.simplefilter("ignore", SecurityWarning)
        token = issuer.token(algorithm)
    assert status(client, token) == 200


def test_an_algorithm_must_fit_its_key(client, issuer):
    key = issuer.rotate("RSA", 2048, alg="RS256")
    token = issuer.token("RS512", jwk.import_key({**key.as_dict(private=True), "alg": "RS512"}))
    assert status(client, token) == 401
    assert status(client, issuer.token("RS256")) == 200


def test_nothing_with_a_shared_secret_is_on_the_list():
    assert not {"none", "HS256", "HS384", "HS512"} & set(ALGORITHMS)


@pytest.mark.parametrize(
    "token",
    [
        "x",
        "..",
        "a.b.c",
        "a.b.c.d.e",
        "ą.b.c",
        "eyJ." * 3,
        "A" * 20_000 + ".b.c",
    ],
)
def test_nonsense_is_refused_in_good_order(issuer, token):
    assert Verifier(issuer.url, AUDIENCE).subject(token) is None


@pytest.mark.parametrize(
    "header",
    [
        b"[]",
        b"7",
        b'{"alg": 7, "kid": 7}',
        b'{"alg": "RS256", "kid": []}',
        b'{"alg": "RS256", "crit": ["x"], "x": 1}',
        b'{"alg": "RS256", "b64": false, "crit": ["b64"]}',
        b"[" * 9000,
        b'{"alg":' + b"[" * 5000,
        b"\xff",
    ],
)
def test_a_nonsense_header_is_refused_in_good_order(issuer, header):
    _, claims, signature = issuer.token().split(".")
    name = base64.urlsafe_b64encode(header).rstrip(b"=").decode()
    assert Verifier(issuer.url, AUDIENCE).subject(f"{name}.{claims}.{signature}") is None


def test_a_token_for_another_use_is_refused(client, issuer):
    key = issuer.keys[0]
    _, claims, _ = issuer.token().split(".")
    header = {"alg": "RS256", "kid": key.kid, "typ": "logout+jwt"}
    assert status(client, jwt.encode(header, _decoded(claims), key)) == 401
    header["typ"] = "at+jwt"
    assert status(client, jwt.encode(header, _decoded(claims), key)) == 200


def test_a_stranger_is_refused_and_told_why(client, issuer):
    answer = client.get("/read_own", headers=bearer(issuer.token(sub="stranger")))
    assert answer.status_code == 403
    assert answer.json()["code"] == "not_bound"


def test_a_removed_person_is_a_stranger_at_once(client, issuer):
    assert status(client, issuer.token()) == 200
    with client.app.state.service.database.write() as connection:
        bindings.remove(connection, issuer=issuer.url, subject="anna")
    assert status(client, issuer.token()) == 403


def test_requests_are_counted_for_the_person_not_for_the_token(client, issuer, tmp_path):
    guard = client.app.state.guard
    guard.requests.per_minute = 2
    tokens = [issuer.token(jti=str(number)) for number in range(3)]
    assert [status(client, each) for each in tokens] == [200, 200, 429]


def test_the_same_person_is_the_same_actor(issuer):
    verifier = Verifier(issuer.url, AUDIENCE)
    first, second = (verifier.subject(issuer.token(jti=each)) for each in ("1", "2"))
    other = verifier.subject(issuer.token(sub="ann"))
    assert first.actor == second.actor != other.actor
    assert hashlib.sha256(b"").hexdigest() not in first.actor


def _decoded(part):
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


def _encoded(data):
    return base64.urlsafe_b64encode(json.dumps(data).encode()).rstrip(b"=").decode()
