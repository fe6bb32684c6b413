"""Tokens: made, shown once, expiring, revoked; and what each role may do with one."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event, update

from api import moments
from api.people import tokens
from api.people.principals import LOCAL, Role
from api.people.rights import HOLDERS, Right, allowed, holds, right_of
from api.storage import consortia, erasing
from api.storage import tables as stored
from api.storage.database import Database
from tests.guarded_app import ROLES, bearer, guarded, made_database, settings_for


@pytest.fixture
def settings(tmp_path: Path):
    found = settings_for(tmp_path)
    made_database(found).close()
    return found


def test_a_secret_has_256_bits_and_only_its_digest_is_kept(settings):
    secret = tokens.create_token(settings, "co-a", Role.ADMIN, name="first")
    assert secret.startswith("alc_")
    assert len(secret) == 47
    assert tokens.create_token(settings, "co-a") != secret
    for row in tokens.listed_tokens(settings):
        assert secret not in map(str, row.values())
    everything = b"".join(each.read_bytes() for each in settings.data.iterdir())
    assert secret.encode() not in everything
    assert tokens.secret_hash(secret).encode() in everything


def test_a_token_tells_who_asks(settings):
    secret = tokens.create_token(settings, "co-a", Role.MEMBER, "M1")
    with guarded(settings) as client:
        told = client.get("/read_own", headers=bearer(secret)).json()
        [row] = tokens.listed_tokens(settings, "co-a")
    assert told == {
        "actor": f"token:{row['id']}",
        "consortium_id": "co-a",
        "role": "member",
        "member_id": "M1",
    }


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        "Basic YTpi",
        "Bearer alc_short",
        "Bearer alc_" + "A" * 43,
        "Bearer alc_" + "A" * 100_000,
        "Bearer eyJhbGciOiJub25lIn0.e30.",
    ],
)
def test_bad_credentials_are_401_and_say_how_to_show_better_ones(settings, header):
    with guarded(settings) as client:
        answer = client.get("/solve", headers={"Authorization": header} if header else {})
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith('Bearer realm="allocator"')


def test_one_letter_makes_another_secret(settings):
    secret = tokens.create_token(settings, "co-a")
    other = secret[:-1] + ("A" if secret[-1] != "A" else "B")
    with guarded(settings) as client:
        assert client.get("/solve", headers=bearer(secret)).status_code == 200
        assert client.get("/solve", headers=bearer(other)).status_code == 401
        assert client.get("/solve", headers=bearer(secret.upper())).status_code == 401


def test_a_revoked_token_is_of_no_use_at_once(settings):
    secret = tokens.create_token(settings, "co-a")
    [row] = tokens.listed_tokens(settings)
    with guarded(settings) as client:
        assert client.get("/solve", headers=bearer(secret)).status_code == 200
        assert tokens.revoke_token(settings, row["id"])
        assert client.get("/solve", headers=bearer(secret)).status_code == 401
    assert not tokens.revoke_token(settings, row["id"])
    assert not tokens.revoke_token(settings, "tk-unknown")


def test_a_token_expires(settings):
    secret = tokens.create_token(settings, "co-a", days=1)
    [row] = tokens.listed_tokens(settings)
    left = row["expires_at"] - moments.now()
    assert timedelta(hours=23) < left <= timedelta(days=1)
    with guarded(settings) as client:
        _expires(settings, moments.now() - timedelta(seconds=1))
        assert client.get("/solve", headers=bearer(secret)).status_code == 401


def test_nobody_of_an_erased_consortium_may_do_anything(settings):
    secret = tokens.create_token(settings, "co-a", Role.ADMIN)
    database = Database(settings.address)
    erasing.erase(database, "co-a", data=settings.data, actor="test")
    database.close()
    with guarded(settings) as client:
        assert client.get("/solve", headers=bearer(secret)).status_code == 401
    with pytest.raises(tokens.WrongToken):
        tokens.create_token(settings, "co-a")


def test_a_request_costs_one_query(settings):
    secret = tokens.create_token(settings, "co-a")
    asked = []
    with guarded(settings) as client:
        database = client.app.state.service.database
        event.listen(
            database.reading, "before_cursor_execute", lambda *given: asked.append(given[2])
        )
        client.get("/solve", headers=bearer(secret))
    assert [each.split()[0] for each in asked if not each.startswith("BEGIN")] == ["SELECT"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"role": "mayor"},
        {"role": "member"},
        {"role": "admin", "member_id": "M1"},
        {"consortium": "Ąć"},
        {"consortium": "x" * 33},
        {"days": 0},
        {"days": 100_000},
    ],
)
def test_tokens_that_make_no_sense_are_not_made(settings, wrong):
    with pytest.raises(tokens.WrongToken):
        tokens.create_token(settings, **{"consortium": "co-a", **wrong})
    assert tokens.listed_tokens(settings) == ()


def test_making_and_revoking_is_written_down(settings):
    tokens.create_token(settings, "co-a", Role.RESEARCHER)
    [row] = tokens.listed_tokens(settings)
    tokens.revoke_token(settings, row["id"])
    database = Database(settings.address)
    with database.read() as connection:
        written = connection.execute(stored.audit.select()).mappings().all()
    database.close()
    assert [each["action"] for each in written] == ["token.add", "token.revoke"]
    assert row["id"] not in str(written)


@pytest.mark.parametrize("role", ROLES)
def test_each_role_may_do_what_the_table_says_and_no_more(settings, role):
    secret = tokens.create_token(settings, "co-a", role, "M1" if role is Role.MEMBER else None)
    with guarded(settings) as client:
        statuses = {
            right: client.get(f"/{right.value}", headers=bearer(secret)).status_code
            for right in Right
        }
    assert statuses == {right: 200 if role in HOLDERS[right] else 403 for right in Right}


def test_the_roles_are_what_they_are_meant_to_be():
    def rights_of(role):
        return {each.value for each in Right if holds(role, each)}

    assert rights_of(Role.RESEARCHER) == {"read_service", "research"}
    assert rights_of(Role.MEMBER) == {"read_service", "read_own", "read_publications", "respond"}
    assert rights_of(Role.ADMIN) - rights_of(Role.COORDINATOR) == {"administer"}
    assert rights_of(Role.ADMIN) == {each.value for each in Right}


def test_a_right_is_known_by_its_dependency():
    assert all(right_of(allowed(each)) is each for each in Right)
    assert right_of(print) is None


def test_without_log_in_there_is_one_user(tmp_path):
    with guarded(settings_for(tmp_path, authentication="none")) as client:
        told = client.get("/solve").json()
    assert told["actor"] == LOCAL.actor
    assert told["consortium_id"] == LOCAL.consortium_id


def test_a_consortium_is_made_with_its_first_token(settings):
    tokens.create_token(settings, "co-new")
    database = Database(settings.address)
    with database.read() as connection:
        assert [each["id"] for each in consortia.listed(connection)] == ["co-new"]
    database.close()


def _expires(settings, moment):
    database = Database(settings.address)
    with database.write() as connection:
        connection.execute(update(stored.tokens).values(expires_at=moment))
    database.close()
