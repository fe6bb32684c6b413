"""A client of a service that takes the tokens of an issuer on loopback."""

import pytest

from api.people.principals import Role
from api.storage import bindings, consortia
from tests.guarded_app import bearer, guarded, made_database, settings_for
from tests.openid_issuer import AUDIENCE, issuing


@pytest.fixture(scope="module")
def shared_issuer():
    with issuing() as issuer:
        yield issuer


@pytest.fixture
def issuer(shared_issuer):
    shared_issuer.status, shared_issuer.delay_seconds = 200, 0.0
    shared_issuer.publish(*shared_issuer.keys)
    shared_issuer.asked.clear()
    return shared_issuer


@pytest.fixture
def client(issuer, tmp_path):
    settings = settings_for(tmp_path, openid_issuer=issuer.url, openid_audience=AUDIENCE)
    database = made_database(settings)
    with database.write() as connection:
        consortia.ensure(connection, "co-a")
        bindings.put(
            connection,
            "co-a",
            issuer=issuer.url,
            subject="anna",
            role=Role.MEMBER.value,
            member_id="M1",
        )
    database.close()
    with guarded(settings) as client:
        yield client


def status(client, token, path="/read_own"):
    return client.get(path, headers=bearer(token)).status_code
