"""Foreign names and pages, proxies, and security headers on every answer."""

import pytest
from pydantic import ValidationError

from api.people.heading import ALWAYS
from api.people.principals import Role
from api.settings import Settings
from tests.guarded_app import guarded, made_database, settings_for


@pytest.fixture
def open_settings(tmp_path):
    return settings_for(tmp_path, authentication="none")


@pytest.fixture
def closed_settings(tmp_path):
    found = settings_for(tmp_path)
    made_database(found).close()
    return found


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost:8000", 200),
        ("LOCALHOST:8000", 200),
        ("127.0.0.1:8000", 200),
        ("[::1]:8000", 200),
        ("evil.example:8000", 421),  # a name that was made to lead to this machine
        ("localhost.evil.example:8000", 421),
        ("evil.example", 421),
        ("localhost", 421),  # another port
        ("localhost:9000", 421),
        ("192.168.1.7:8000", 421),
        ("0.0.0.0:8000", 421),
        ("localhost:8000@evil.example", 421),
        ("localhost:8000:8000", 421),
        ("localhost:", 421),
        ("", 421),
    ],
)
def test_without_log_in_only_own_names_are_answered(open_settings, host, status):
    with guarded(open_settings) as client:
        assert client.get("/solve", headers={"Host": host}).status_code == status


@pytest.mark.parametrize(
    ("allowed", "host", "status"),
    [
        (("podzial.example",), "podzial.example:8000", 200),
        (("podzial.example",), "Podzial.Example:1", 200),
        (("podzial.example:1",), "podzial.example:1", 200),
        (("podzial.example:1",), "podzial.example:2", 421),
        (("podzial.example",), "www.podzial.example", 421),
    ],
)
@pytest.mark.parametrize("authentication", ["none", "tokens"])
def test_names_of_the_service_can_be_set(tmp_path, allowed, host, status, authentication):
    settings = settings_for(tmp_path, authentication=authentication, allowed_hosts=allowed)
    with guarded(settings) as client:
        assert client.get("/seen", headers={"Host": host}).status_code == status


def test_two_hosts_are_none(open_settings):
    hosts = [("Host", "localhost:8000"), ("Host", "evil.example")]
    with guarded(open_settings) as client:
        assert client.get("/solve", headers=hosts).status_code == 421


def test_with_log_in_any_name_is_answered_unless_some_are_set(closed_settings):
    with guarded(closed_settings) as client:
        assert client.get("/seen", headers={"Host": "anything.example"}).status_code == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Origin": "http://localhost:8000"}, 200),
        ({"Origin": "http://localhost:8000", "Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "none"}, 200),
        ({"Origin": "https://page.example", "Sec-Fetch-Site": "cross-site"}, 200),  # set below
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "http://localhost:3000"}, 403),
        ({"Origin": "https://localhost:8000"}, 403),
        ({"Origin": "http://127.0.0.1:8000"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"X-Forwarded-For": "203.0.113.5"}, 403),
        ({"Forwarded": "for=203.0.113.5"}, 403),
    ],
)
def test_without_log_in_foreign_pages_and_proxies_are_refused(tmp_path, headers, status):
    settings = settings_for(tmp_path, authentication="none", cors_origins=("https://page.example",))
    with guarded(settings) as client:
        assert client.get("/solve", headers=headers).status_code == status


def test_an_allowed_page_does_not_vouch_for_another(tmp_path):
    settings = settings_for(tmp_path, authentication="none", cors_origins=("https://page.example",))
    two = [("Origin", "https://page.example"), ("Origin", "http://evil.example")]
    with guarded(settings) as client:
        assert client.get("/solve", headers=two).status_code == 403


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.7", "podzial.example", ""])
def test_an_address_that_others_reach_needs_log_in(host):
    with pytest.raises(ValidationError):
        Settings(host=host)
    assert Settings(host=host, authentication="tokens").host == host


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "127.0.0.9"])
def test_on_loopback_it_runs_without(host):
    assert Settings(host=host).authentication == "none"


TOLD = {
    "X-Forwarded-For": "198.51.100.9, 203.0.113.5",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "podzial.example",
}


def test_a_trusted_proxy_is_believed(tmp_path):
    settings = settings_for(tmp_path, trusted_proxy="10.0.0.1", root_path="/podzial")
    with guarded(settings, client=("10.0.0.1", 5)) as client:
        answer = client.get("/seen", headers=TOLD)
    assert answer.json() == {
        "client": "203.0.113.5",
        "url": "https://podzial.example/podzial/",
        "forwarded": None,
    }
    assert answer.headers["strict-transport-security"]


@pytest.mark.parametrize("trusted", ["", "10.0.0.2", "10.1.0.0/16"])
def test_nobody_else_is(tmp_path, trusted):
    settings = settings_for(tmp_path, trusted_proxy=trusted)
    with guarded(settings, client=("10.0.0.1", 5)) as client:
        answer = client.get("/seen", headers=TOLD)
    assert answer.json() == {
        "client": "10.0.0.1",
        "url": "http://localhost:8000/",
        "forwarded": None,
    }
    assert "strict-transport-security" not in answer.headers


@pytest.mark.parametrize(
    ("told", "client_address"),
    [
        ("198.51.100.9, 203.0.113.5, 10.0.0.7", "203.0.113.5"),  # by two proxies of ours
        ("198.51.100.9, nonsense", "10.0.0.1"),
        ("", "10.0.0.1"),
        ("2001:db8::1", "2001:db8::1"),
    ],
)
def test_only_what_our_proxies_say_counts(tmp_path, told, client_address):
    settings = settings_for(tmp_path, trusted_proxy="10.0.0.0/24")
    with guarded(settings, client=("10.0.0.1", 5)) as client:
        answer = client.get("/seen", headers={"X-Forwarded-For": told})
    assert answer.json()["client"] == client_address


def test_a_proxy_that_is_no_address_is_nonsense(tmp_path):
    with (
        pytest.raises(ValueError, match="proxy"),
        guarded(settings_for(tmp_path, trusted_proxy="proxy")),
    ):
        pass


def test_a_prefix_is_taken_with_the_path_or_without(tmp_path):
    with guarded(settings_for(tmp_path, root_path="/podzial")) as client:
        assert client.get("/podzial/seen").status_code == 200
        assert client.get("/seen").status_code == 200


@pytest.mark.parametrize("path", ["/solve", "/seen", "/etag", "/nowhere", "/broken"])
def test_every_answer_has_the_security_headers(closed_settings, path):
    with guarded(closed_settings, raise_server_exceptions=False) as client:
        answer = client.get(path)
    assert {name: answer.headers.get(name) for name in ALWAYS} == ALWAYS
    kept = "private, no-cache" if path == "/etag" else "no-store"
    assert answer.headers["cache-control"] == kept


def test_refusals_of_the_guards_have_them_too(open_settings):
    with guarded(open_settings) as client:
        answer = client.get("/solve", headers={"Host": "evil.example"})
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_the_service_itself_is_guarded(api):
    """The whole application: refusals of the guards are problem details with all headers."""
    for headers, status, code in (
        ({"Host": "evil.example"}, 421, "foreign_host"),
        ({"Origin": "http://evil.example"}, 403, "foreign_origin"),
        ({"X-Forwarded-For": "203.0.113.5"}, 403, "forwarded"),
    ):
        answer = api.client.post("/v1/problems", headers=headers, content=b"{}")
        assert answer.status_code == status
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["code"] == code
        assert {name: answer.headers[name] for name in ALWAYS} == ALWAYS
        assert answer.headers["cache-control"] == "no-store"


def test_the_service_asks_who_asks(guarded_api):
    answer = guarded_api.client.get("/v1/solves")
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == 'Bearer realm="allocator"'
    assert answer.json()["code"] == "not_authenticated"
    assert answer.headers["content-type"] == "application/problem+json"


def test_the_service_counts_requests_and_says_when_to_come_back(guarded_api):
    guarded_api.app.state.guard.requests.per_minute = 2
    client = guarded_api.as_role(Role.COORDINATOR, "co-a")
    answers = [client.get("/v1/me") for _ in range(3)]
    assert [each.status_code for each in answers] == [200, 200, 429]
    assert int(answers[2].headers["retry-after"]) >= 1
    assert answers[2].json()["code"] == "too_many_requests"
