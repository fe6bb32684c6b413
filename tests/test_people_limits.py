"""How often somebody may ask, and no secret in the logs."""

import logging

import pytest

from api.faults import Refusal
from api.people import tokens
from api.people.blanking import BLANK, Blanking, blanked
from api.people.guard import FAILURES_PER_MINUTE, Known
from api.people.limits import Buckets, retry_after
from api.people.streams import Streams
from tests.guarded_app import bearer, guarded, made_database, settings_for

SECRET = "alc_" + "s3cr3t" * 7 + "x"


@pytest.fixture
def closed_settings(tmp_path):
    found = settings_for(tmp_path)
    made_database(found).close()
    return found


def test_a_token_has_so_many_requests_a_minute(tmp_path):
    settings = settings_for(tmp_path, requests_per_minute=3)
    made_database(settings).close()
    first, second = (tokens.create_token(settings, "co-a") for _ in range(2))
    with guarded(settings) as client:
        answers = [client.get("/solve", headers=bearer(first)) for _ in range(4)]
        other = client.get("/solve", headers=bearer(second), params={})
    assert [each.status_code for each in answers] == [200, 200, 200, 429]
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 20
    assert other.status_code == 200


def test_without_credentials_the_address_is_counted(tmp_path):
    with guarded(settings_for(tmp_path, requests_per_minute=2)) as client:
        statuses = [client.get("/seen").status_code for _ in range(3)]
    assert statuses == [200, 200, 429]


def test_without_log_in_nothing_is_counted(tmp_path):
    settings = settings_for(tmp_path, authentication="none", requests_per_minute=1)
    with guarded(settings) as client:
        assert [client.get("/solve").status_code for _ in range(3)] == [200] * 3


def test_failed_log_ins_are_limited_for_each_address_but_do_not_lock_out_others(closed_settings):
    good = tokens.create_token(closed_settings, "co-a")
    late = tokens.create_token(closed_settings, "co-a")
    with guarded(closed_settings) as client:
        assert client.get("/solve", headers=bearer(good)).status_code == 200
        guesses = [
            client.get("/solve", headers=bearer(f"alc_{number:043d}")).status_code
            for number in range(FAILURES_PER_MINUTE + 1)
        ]
        unknown = client.get("/solve", headers=bearer(late))
        assert client.get("/solve", headers=bearer(good)).status_code == 200
        assert client.get("/seen").status_code == 200
    assert guesses == [401] * FAILURES_PER_MINUTE + [429]
    assert unknown.status_code == 429
    assert int(unknown.headers["retry-after"]) >= 1


def test_a_revoked_token_is_no_longer_excused(closed_settings):
    secret = tokens.create_token(closed_settings, "co-a")
    [row] = tokens.listed_tokens(closed_settings)
    with guarded(closed_settings) as client:
        client.get("/solve", headers=bearer(secret))
        tokens.revoke_token(closed_settings, row["id"])
        statuses = [
            client.get("/solve", headers=bearer(secret)).status_code
            for _ in range(FAILURES_PER_MINUTE + 1)
        ]
    assert statuses == [401] * FAILURES_PER_MINUTE + [429]


def test_a_bucket_fills_evenly():
    moment = 1000.0
    buckets = Buckets(60, clock=lambda: moment, most_keys=2)
    assert [buckets.take("a") for _ in range(60)] == [0.0] * 60
    assert buckets.take("a") == pytest.approx(1.0)
    moment += 0.5
    assert buckets.take("a") == pytest.approx(0.5)
    moment += 0.5
    assert buckets.wait("a") == 0
    assert buckets.take("a") == 0
    moment += 3600
    assert [bool(buckets.take("a")) for _ in range(61)] == [False] * 60 + [True]
    assert retry_after(0.2) == {"Retry-After": "1"}


def test_the_memory_of_callers_is_bounded():
    buckets, known = Buckets(1, most_keys=3), Known(3)
    for number in range(10):
        buckets.take(str(number))
        known.add(str(number))
    assert len(buckets._kept) == len(known._kept) == 3
    assert "9" in known
    assert "0" not in known


def test_streams_are_counted_for_each_actor():
    streams = Streams(2)
    with streams.open("a"), streams.open("a"), streams.open("b"):
        with pytest.raises(Refusal) as refused, streams.open("a"):
            pass
        assert refused.value.code == "too_many_streams"
        assert refused.value.headers["Retry-After"]
        assert streams.count("a") == 2
    assert streams.count("a") == streams.count("b") == 0


@pytest.mark.parametrize(
    "text",
    [
        f"Authorization: Bearer {SECRET}",
        f"(b'authorization', b'Bearer {SECRET}')",
        f"token={SECRET}",
        "authorization: Basic dXNlcjpwYXNz" + SECRET,
        f"postgresql+psycopg://user:{SECRET}@host/db",
        f"Bearer xyz.{SECRET}",
    ],
)
def test_a_secret_is_blanked(text):
    assert SECRET not in blanked(text)
    assert "s3cr3t" not in blanked(text)
    assert BLANK in blanked(text)


def test_what_is_no_secret_stays():
    for text in ("GET /v1/solves/so-0123 200", "author: M1", "bearer of news: M2", "eyJ"):
        assert blanked(text) == text


def test_no_secret_comes_into_the_logs(caplog):
    caplog.set_level(logging.DEBUG)
    with caplog.filtering(Blanking()):
        _say_secrets(logging.getLogger("some.library"))
    written = "".join(str(vars(each)) for each in caplog.records) + caplog.text
    assert "s3cr3t" not in written
    assert "it failed" in written
    assert "ValueError: bad header" in written


def _say_secrets(log):
    log.info("headers %s", {"authorization": f"Bearer {SECRET}"})
    log.info("plain", extra={"headers": {"Authorization": SECRET}, "path": f"/x?token={SECRET}"})
    log.info("not %d", SECRET)
    log.info("names", extra={"raw": (b"authorization", SECRET.encode())})
    try:
        raise ValueError(f"bad header {SECRET}")
    except ValueError:
        log.exception("it failed")


def test_a_request_leaves_no_secret_in_the_logs(closed_settings, caplog):
    caplog.set_level(logging.DEBUG)
    secret = tokens.create_token(closed_settings, "co-a")
    with guarded(closed_settings) as client:
        client.get("/logging", headers=bearer(secret))
        client.get("/solve", headers=bearer(secret[:-1] + "_"))
    assert "asked with" in caplog.text
    assert BLANK in caplog.text
    assert secret[4:-1] not in caplog.text
