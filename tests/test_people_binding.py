"""People of an issuer: bound to a role by the operator, unbound; and what members may see."""

import pytest

from api.people import binding
from api.people.members import may_see_member
from api.people.principals import Principal, Role
from api.people.tokens import WrongToken
from api.storage import audit, bindings, erasing, problems, publications, solves
from api.storage.database import Database
from tests.guarded_app import made_database, settings_for
from tests.storage_cases import done, new_problem, new_solve

ISSUER = "https://issuer.example"


@pytest.fixture
def settings(tmp_path):
    found = settings_for(tmp_path, openid_issuer=ISSUER, openid_audience="allocator")
    made_database(found).close()
    return found


def bound(settings, subject="anna"):
    database = Database(settings.address)
    with database.read() as connection:
        row = bindings.one(connection, issuer=ISSUER, subject=subject)
    database.close()
    return row and (row["consortium_id"], row["role"], row["member_id"])


def test_a_person_is_bound_and_bound_anew_and_unbound(settings):
    binding.bind_person(settings, "anna", "co-a", Role.MEMBER, "M1")
    assert bound(settings) == ("co-a", "member", "M1")
    binding.bind_person(settings, "anna", "co-b", "admin")
    assert bound(settings) == ("co-b", "admin", None)
    assert [each["subject"] for each in binding.listed_people(settings, "co-b")] == ["anna"]
    assert binding.listed_people(settings, "co-a") == ()
    assert binding.unbind_person(settings, "anna")
    assert bound(settings) is None
    assert not binding.unbind_person(settings, "anna")


def test_binding_is_written_down_without_the_name(settings):
    binding.bind_person(settings, "anna", "co-a", Role.ADMIN)
    binding.unbind_person(settings, "anna")
    database = Database(settings.address)
    with database.read() as connection:
        rows = audit.listed(connection, "co-a").rows
    database.close()
    assert [each["action"] for each in rows] == ["person.unbind", "person.bind"]
    assert "anna" not in str([dict(each) for each in rows])


@pytest.mark.parametrize(
    ("subject", "consortium", "role", "member_id"),
    [
        ("", "co-a", "admin", None),
        ("x" * 256, "co-a", "admin", None),
        ("anna", "co a", "admin", None),
        ("anna", "co-a", "mayor", None),
        ("anna", "co-a", "member", None),
        ("anna", "co-a", "admin", "M1"),
    ],
)
def test_what_makes_no_sense_is_not_bound(settings, subject, consortium, role, member_id):
    with pytest.raises(WrongToken):
        binding.bind_person(settings, subject, consortium, role, member_id)
    assert binding.listed_people(settings) == ()


def test_nobody_is_bound_without_an_issuer_or_to_an_erased_consortium(settings, tmp_path):
    with pytest.raises(WrongToken, match="issuer"):
        binding.bind_person(settings_for(tmp_path), "anna", "co-a", Role.ADMIN)
    binding.bind_person(settings, "anna", "co-a", Role.ADMIN)
    database = Database(settings.address)
    erasing.erase(database, "co-a", data=settings.data, actor="test")
    database.close()
    assert bound(settings) is None
    with pytest.raises(WrongToken, match="erased"):
        binding.bind_person(settings, "anna", "co-a", Role.ADMIN)


@pytest.fixture
def shown(settings):
    """A connection with a solve that is published, and one of the same consortium that is not."""
    binding.bind_person(settings, "anna", "co-a", Role.ADMIN)
    database = Database(settings.address)
    with database.write() as connection:
        problem, _ = problems.add(connection, "co-a", new_problem())
        published = done(connection, "co-a", problem["id"])
        row, _ = publications.draft(connection, "co-a", published, note="", created_by="x")
        hidden = solves.add(connection, "co-a", new_solve(problem["id"], request_key="2"))
        yield connection, published, hidden, row["id"]
    database.close()


def test_a_member_sees_its_own_rows_once_they_are_published(shown):
    connection, published, hidden, publication_id = shown

    def sees(role, member_id, solve=published, consortium="co-a"):
        own = "M1" if role is Role.MEMBER else None
        person = Principal("x", consortium, role, own)
        return may_see_member(connection, person, solve, member_id)

    assert not sees(Role.MEMBER, "M1")  # still a draft
    publications.publish(connection, "co-a", publication_id)
    assert sees(Role.MEMBER, "M1")
    assert not sees(Role.MEMBER, "M2")
    assert not sees(Role.MEMBER, "M1", hidden)
    assert not sees(Role.RESEARCHER, "M1")
    for role in (Role.ADMIN, Role.COORDINATOR):
        assert sees(role, "M2", hidden)
        assert not sees(role, "M2", consortium="co-b")
