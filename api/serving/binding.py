"""`allocator person`: what people of an OpenID issuer are here, told where the service runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allocator.cli.declaring import Invocation, Texts, chosen
from allocator.cli.exits import Exit
from allocator.cli.speaking import say, say_object, tell
from allocator.cli.values import Faults
from allocator.texts.issues import InputError, Issue
from api.moments import text_of
from api.serving.keeping import opened
from api.serving.people import NAME
from api.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy import RowMapping

LONGEST = 255
BOUND: Texts = (
    "{subject} ma teraz w konsorcjum {consortium} rolę {role}.",
    "{subject} has the role {role} in consortium {consortium} now.",
)
UNBOUND: Texts = (
    "{subject} nie ma już tu żadnej roli.",
    "{subject} has no role here any more.",
)
SHOWN = ("issuer", "subject", "consortium_id", "role", "member_id")


def run_person(invocation: Invocation) -> int:
    """Bind a person to a role, take it away, or list who is bound."""
    faults = Faults()
    asked = [each for each in ("--role", "--remove", "--list") if invocation.values.get(each)]
    if len(asked) != 1:
        faults.add("person_one_thing", "", ", ".join(asked))
    elif asked != ["--list"]:
        _check(invocation, faults, is_new=asked == ["--role"])
    faults.end()
    with opened(invocation) as (settings, _):
        if asked == ["--list"]:
            return _list(invocation, settings)
        settings = _of_issuer(invocation, settings)
        return (
            _remove(invocation, settings) if asked == ["--remove"] else _bind(invocation, settings)
        )


def _check(invocation: Invocation, faults: Faults, *, is_new: bool) -> None:
    subject = invocation.text("--subject") or ""
    if not 0 < len(subject) <= LONGEST:
        faults.add("person_subject", "--subject", subject[:40])
    if not is_new:
        return
    consortium, role = invocation.text("--consortium") or "", invocation.text("--role")
    if not NAME.fullmatch(consortium):
        faults.add("consortium_name", "--consortium", consortium)
    if (role == "member") != bool(invocation.text("--member")):
        faults.add("token_member", "--member", invocation.text("--member") or "")


def _of_issuer(invocation: Invocation, settings: Settings) -> Settings:
    """The settings, with the issuer that was typed in place of theirs. Raises InputError."""
    issuer = invocation.text("--issuer") or settings.openid_issuer
    if not 0 < len(issuer) <= LONGEST:
        raise InputError((Issue("person_issuer", column="--issuer", value=issuer[:40]),))
    return settings.model_copy(update={"openid_issuer": issuer})


def _bind(invocation: Invocation, settings: Settings) -> Exit:
    # Imported here: help binds nobody.
    from api.people.binding import bind_person
    from api.people.tokens import WrongToken

    words = {
        "subject": str(invocation.text("--subject")),
        "consortium": str(invocation.text("--consortium")),
        "role": str(invocation.text("--role")),
    }
    try:
        bind_person(settings, **words, member_id=invocation.text("--member"))
    except WrongToken:
        # All else was looked at before: it is a consortium that was erased.
        issue = Issue("consortium_erased", column="--consortium", value=words["consortium"])
        raise InputError((issue,)) from None
    tell(chosen(BOUND, invocation.language).format(**words))
    return Exit.RIGHT


def _remove(invocation: Invocation, settings: Settings) -> Exit:
    # Imported here: as above.
    from api.people.binding import unbind_person

    subject = str(invocation.text("--subject"))
    if not unbind_person(settings, subject):
        raise InputError((Issue("person_unknown", column="--subject", value=subject),))
    tell(chosen(UNBOUND, invocation.language).format(subject=subject))
    return Exit.RIGHT


def _list(invocation: Invocation, settings: Settings) -> Exit:
    # Imported here: as above.
    from api.people.binding import listed_people

    rows = [_told(row) for row in listed_people(settings, invocation.text("--consortium"))]
    if invocation.wants_json:
        say_object({"people": rows})
        return Exit.RIGHT
    for row in rows:
        say("  ".join(str(row[name] or "–") for name in SHOWN))
    return Exit.RIGHT


def _told(row: RowMapping) -> dict[str, Any]:
    return {
        **{name: row[name] for name in SHOWN},
        "created_at": text_of(row["created_at"]),
    }
