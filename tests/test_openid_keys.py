"""An issuer's keys: discovered, kept, rotated; and an issuer that is down, slow or strange."""

import time
import warnings

import pytest
from joserfc.errors import SecurityWarning

from api.people import issuer_keys
from api.people.issuer_keys import IssuerKeys, NotFetched, fetched
from api.people.openid import Verifier
from tests.guarded_app import bearer, guarded, settings_for
from tests.openid_cases import client as client
from tests.openid_cases import issuer as issuer
from tests.openid_cases import shared_issuer as shared_issuer
from tests.openid_cases import status
from tests.openid_issuer import AUDIENCE, issuing, new_key


class Clock:
    """A clock that stands until it is set."""

    def __init__(self):
        self.seconds = 1000.0

    def __call__(self):
        return self.seconds


def test_rotated_keys_are_found_once_a_minute_at_most(issuer):
    clock = Clock()
    verifier = Verifier(issuer.url, AUDIENCE, keys=IssuerKeys(issuer.url, clock=clock))
    assert verifier.subject(issuer.token())
    issuer.rotate()
    clock.seconds += 30
    assert verifier.subject(issuer.token()) is None  # not a minute yet
    assert len(issuer.asked) == 2
    clock.seconds += 31
    assert verifier.subject(issuer.token()).name == "anna"
    assert len(issuer.asked) == 4
    for _ in range(20):  # tokens with invented keys make nobody ask again
        assert verifier.subject(issuer.token(key=new_key("EC", "P-256"), algorithm="ES256")) is None
    assert len(issuer.asked) == 4


def test_a_key_that_was_withdrawn_is_gone_after_an_hour(issuer):
    clock = Clock()
    verifier = Verifier(issuer.url, AUDIENCE, keys=IssuerKeys(issuer.url, clock=clock))
    old = issuer.token()
    assert verifier.subject(old)
    issuer.rotate()
    clock.seconds += issuer_keys.FRESH_SECONDS + 1
    assert verifier.subject(old) is None


def test_known_keys_outlive_a_silent_issuer_for_a_day(issuer):
    clock = Clock()
    verifier = Verifier(issuer.url, AUDIENCE, keys=IssuerKeys(issuer.url, clock=clock))
    token = issuer.token()
    assert verifier.subject(token)
    issuer.status = 500
    clock.seconds += 23 * 3600
    assert verifier.subject(token)
    clock.seconds += 3601
    with pytest.raises(Exception, match="issuer_unavailable"):
        verifier.subject(token)


def test_without_an_issuer_there_is_a_503_and_no_storm(client, issuer):
    issuer.status = 500
    answer = client.get("/read_own", headers=bearer(issuer.token()))
    assert answer.status_code == 503
    assert answer.json()["code"] == "issuer_unavailable"
    assert int(answer.headers["retry-after"]) >= 1
    for _ in range(5):
        assert status(client, issuer.token()) == 503
    assert len(issuer.asked) == 1


def test_an_issuer_that_is_not_there_is_a_503(tmp_path):
    with issuing() as gone:
        settings = settings_for(tmp_path, openid_issuer=gone.url, openid_audience=AUDIENCE)
        token = gone.token()
    with guarded(settings) as client:
        assert status(client, token) == 503


@pytest.mark.parametrize(
    "body",
    [
        b"x" * (issuer_keys.MOST_BYTES + 1),
        b"[]",
        b"{",
        b"[" * 100_000,
        b'{"issuer": "https://other.example", "jwks_uri": "https://other.example/keys"}',
        b"{}",
    ],
)
def test_a_strange_discovery_is_not_believed(issuer, body):
    issuer.answers["/.well-known/openid-configuration"] = body
    with pytest.raises(NotFetched):
        IssuerKeys(issuer.url)._asked()


@pytest.mark.parametrize("address", ["http://keys.example/keys", "file:///etc/passwd", "", "x"])
def test_keys_are_fetched_by_https_only_except_on_this_machine(issuer, address):
    issuer.answers["/.well-known/openid-configuration"] = {
        "issuer": issuer.url,
        "jwks_uri": address,
    }
    with pytest.raises(NotFetched, match="https"):
        IssuerKeys(issuer.url)._asked()


def test_a_redirection_is_not_followed(issuer):
    issuer.status = 302
    with pytest.raises(NotFetched, match="302"):
        fetched(f"{issuer.url}/keys")
    assert issuer.asked == ["/keys"]


def test_a_slow_issuer_is_not_waited_for(issuer, monkeypatch):
    monkeypatch.setattr(issuer_keys, "TOTAL_SECONDS", 0.2)
    issuer.delay_seconds = 0.6
    began = time.monotonic()
    with pytest.raises(NotFetched):
        fetched(f"{issuer.url}/keys")
    assert time.monotonic() - began < 0.55
    time.sleep(0.4)  # let the issuer's thread end before the test does


@pytest.mark.parametrize(
    "bad",
    [
        {"kty": "RSA", "n": "!", "e": "AQAB"},
        {"kty": "EC", "crv": "P-0"},
        {"kty": "unknown"},
        {},
        7,
    ],
)
def test_a_bad_key_among_good_ones_harms_nobody(issuer, bad):
    good = issuer.keys[0].as_dict(private=False)
    issuer.answers["/keys"] = {"keys": [bad, good]}
    assert Verifier(issuer.url, AUDIENCE).subject(issuer.token())


def test_keys_for_other_uses_and_short_ones_are_left_out(issuer):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SecurityWarning)
        short = new_key("RSA", 1024)
    other = new_key("RSA", 2048, use="enc")
    issuer.answers["/keys"] = {
        "keys": [each.as_dict(private=False) for each in (short, other, issuer.keys[0])]
    }
    with pytest.warns(SecurityWarning):
        found = IssuerKeys(issuer.url).current()
    assert [each.kid for each in found] == [issuer.keys[0].kid]
