"""Publications: one way through their states, and what members answer; on both databases."""

from __future__ import annotations

import threading

from api.storage import consortia, problems, publications
from api.storage.database import Database
from api.storage.listing import Kept
from tests.storage_cases import CONSORTIUM, OTHER, done, new_problem


def drafted(database: Database, content: str = "1", base_id: str | None = None) -> tuple[str, str]:
    """A draft of a solve of a new problem: the ids of publication and problem."""
    with database.write() as connection:
        consortia.ensure(connection, CONSORTIUM)
        problem, _ = problems.add(connection, CONSORTIUM, new_problem(content, base_id=base_id))
        solve = done(connection, CONSORTIUM, problem["id"])
        row, made = publications.draft(connection, CONSORTIUM, solve, note="", created_by="x")
        again, made_again = publications.draft(
            connection, CONSORTIUM, solve, note="", created_by="y"
        )
        assert (made, made_again, again) == (True, False, row)
    return row["id"], problem["id"]


def states(database: Database) -> dict[str, str]:
    """The state of every publication."""
    with database.read() as connection:
        rows = publications.listed(connection, CONSORTIUM).rows
    return {row["id"]: row["state"] for row in rows}


def publish(database: Database, publication_id: str) -> Kept | None:
    """Publish, in a transaction of its own."""
    with database.write() as connection:
        return publications.publish(connection, CONSORTIUM, publication_id)


def test_what_is_published_supersedes_the_family_and_nothing_else(database: Database) -> None:
    base, problem_id = drafted(database)
    other, _ = drafted(database, "other")
    derived, derived_problem = drafted(database, "derived", problem_id)
    for each in (base, other):
        assert publish(database, each) is None
    assert states(database) == {base: "published", other: "published", derived: "draft"}
    assert publish(database, derived) is None
    assert states(database) == {base: "superseded", other: "published", derived: "published"}
    with database.read() as connection:
        page = publications.listed(connection, CONSORTIUM, state="published")
        assert [row["id"] for row in page.rows] == [derived, other]
        page = publications.listed(connection, CONSORTIUM, problem_id=derived_problem)
        assert [row["id"] for row in page.rows] == [derived]
        assert publications.listed(connection, OTHER).rows == ()


def test_nothing_is_published_twice_or_by_others(database: Database) -> None:
    first, problem_id = drafted(database)
    second, _ = drafted(database, "2", problem_id)
    publish(database, first)
    assert publish(database, first) is Kept.STATE
    publish(database, second)
    assert publish(database, first) is Kept.STATE
    assert publish(database, "pu-none") is Kept.ABSENT
    with database.write() as connection:
        assert publications.publish(connection, OTHER, second) is Kept.ABSENT


def test_two_at_once_leave_one_published(database: Database) -> None:
    base, problem_id = drafted(database)
    names = [base] + [drafted(database, str(number), problem_id)[0] for number in range(2, 5)]
    start = threading.Barrier(len(names))

    def go(name: str) -> None:
        start.wait()
        assert publish(database, name) is None

    threads = [threading.Thread(target=go, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(states(database).values()) == ["published"] + ["superseded"] * 3


def test_a_draft_can_be_withdrawn_but_not_what_was_published(database: Database) -> None:
    first, _ = drafted(database)
    second, _ = drafted(database, "2")
    publish(database, second)
    with database.write() as connection:
        assert publications.remove_draft(connection, OTHER, first) is Kept.ABSENT
        assert publications.remove_draft(connection, CONSORTIUM, first) is None
        assert publications.remove_draft(connection, CONSORTIUM, second) is Kept.STATE
    assert states(database) == {second: "published"}


def test_the_last_answer_of_each_member_counts(database: Database) -> None:
    published, problem_id = drafted(database)

    def answer(member_id: str, answer: str, consortium_id: str = CONSORTIUM) -> Kept | None:
        with database.write() as connection:
            return publications.respond(
                connection,
                consortium_id,
                published,
                member_id=member_id,
                answer=answer,
                note="",
                given_by="token:tk-1",
            )

    assert answer("kuchnia", "accepts") is Kept.STATE
    publish(database, published)
    assert answer("kuchnia", "accepts", OTHER) is Kept.ABSENT
    for member_id, said in [("kuchnia", "accepts"), ("dom", "objects"), ("kuchnia", "objects")]:
        assert answer(member_id, said) is None
    with database.read() as connection:
        rows = publications.responses_to(connection, CONSORTIUM, published)
        assert publications.responses_to(connection, OTHER, published) == ()
    assert [(row["member_id"], row["answer"]) for row in rows] == [
        ("dom", "objects"),
        ("kuchnia", "objects"),
    ]
    newer, _ = drafted(database, "2", problem_id)
    publish(database, newer)
    assert answer("dom", "accepts") is Kept.STATE


def test_a_publication_is_found_by_its_solve(database: Database) -> None:
    publication_id, _ = drafted(database)
    with database.read() as connection:
        row = publications.one(connection, CONSORTIUM, publication_id)
        assert row is not None
        assert publications.of_solve(connection, CONSORTIUM, row["solve_id"]) == row
        assert publications.of_solve(connection, OTHER, row["solve_id"]) is None
