"""`allocator token`: who may use the service, told on the machine where it runs."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from allocator.cli.declaring import Invocation, Texts, chosen
from allocator.cli.exits import Exit
from allocator.cli.speaking import say, say_object, tell
from allocator.cli.values import Faults, Range, whole_option
from allocator.texts.issues import InputError, Issue
from api.moments import now, text_of
from api.serving.keeping import opened
from api.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy import RowMapping

USUAL_DAYS = 365
DAYS = Range(least=Fraction(1), most=Fraction(3660), whole=True)
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}")
ONLY_NOW: Texts = (
    "To jest sekret tokenu. Zapisz go w bezpiecznym miejscu: nie da się go pokazać ponownie.",
    "This is the token's secret. Keep it in a safe place: it can not be shown again.",
)
NOT_FIRST: Texts = (
    "Token już jest; nowego nie zrobiono.",
    "There is a token already; no other was made.",
)
REVOKED: Texts = ("Token {name} jest nieważny.", "Token {name} is useless from now on.")
STATES: Mapping[str, Texts] = {
    "valid": ("ważny", "valid"),
    "expired": ("wygasł", "expired"),
    "revoked": ("unieważniony", "revoked"),
}


def run_token(invocation: Invocation) -> int:
    """Make a token, list all of them, or revoke one."""
    faults = Faults()
    asked = [each for each in ("--consortium", "--list", "--revoke") if invocation.values.get(each)]
    if len(asked) != 1:
        faults.add("token_one_thing", "", ", ".join(asked))
    elif asked == ["--consortium"]:
        _check_new(invocation, faults)
    days = whole_option(invocation, "--days", DAYS, faults)
    faults.end()
    with opened(invocation) as (settings, _):
        if asked == ["--list"]:
            return _list(invocation, settings)
        if asked == ["--revoke"]:
            return _revoke(invocation, settings)
        return _make(invocation, settings, days or USUAL_DAYS)


def _check_new(invocation: Invocation, faults: Faults) -> None:
    consortium, role = invocation.text("--consortium") or "", invocation.text("--role")
    if not NAME.fullmatch(consortium):
        faults.add("consortium_name", "--consortium", consortium)
    if role is None:
        faults.add("token_needs", "--role")
    elif (role == "member") != bool(invocation.text("--member")):
        faults.add("token_member", "--member", invocation.text("--member") or "")


def _make(invocation: Invocation, settings: Settings, days: int) -> Exit:
    # Imported here: help makes no token.
    from api.people.tokens import WrongToken, create_token, listed_tokens

    if invocation.flag("--first") and listed_tokens(settings):
        tell(chosen(NOT_FIRST, invocation.language))
        return Exit.RIGHT
    out = invocation.text("--out")
    file = None if out is None else _new_file(out)
    consortium = str(invocation.text("--consortium"))
    try:
        secret = create_token(
            settings,
            consortium,
            str(invocation.text("--role")),
            invocation.text("--member"),
            days,
            invocation.text("--name") or "",
        )
    except WrongToken:
        # All else was looked at before: it is a consortium that was erased.
        issue = Issue("consortium_erased", column="--consortium", value=consortium)
        raise InputError((issue,)) from None
    if file is not None:
        with os.fdopen(file, "w") as stream:
            stream.write(secret + "\n")
    elif invocation.wants_json:
        say_object({"token": secret, "days": days})
    else:
        tell(chosen(ONLY_NOW, invocation.language))
        say(secret)
    return Exit.RIGHT


def _new_file(out: str) -> int:
    """A file that was not there before and that only its owner can read. Raises InputError."""
    try:
        return os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        told = (("reason", str(error.strerror)),)
        issue = Issue("file_failed", column="--out", value=out, parameters=told)
        raise InputError((issue,)) from None


def _list(invocation: Invocation, settings: Settings) -> Exit:
    # Imported here: as above.
    from api.people.tokens import listed_tokens

    rows = [_told(row) for row in listed_tokens(settings)]
    if invocation.wants_json:
        say_object({"tokens": rows})
        return Exit.RIGHT
    for row in rows:
        state = chosen(STATES[row["state"]], invocation.language)
        words = (row["id"], row["consortium_id"], row["role"], row["member_id"] or "–", state)
        say("  ".join((*words, row["expires_at"][:10], row["name"])).rstrip())
    return Exit.RIGHT


def _told(row: RowMapping) -> dict[str, Any]:
    state = "expired" if row["expires_at"] <= now() else "valid"
    return {
        **{name: row[name] for name in ("id", "consortium_id", "role", "member_id", "name")},
        "state": state if row["revoked_at"] is None else "revoked",
        "created_at": text_of(row["created_at"]),
        "expires_at": text_of(row["expires_at"]),
    }


def _revoke(invocation: Invocation, settings: Settings) -> Exit:
    # Imported here: as above.
    from api.people.tokens import revoke_token

    name = str(invocation.text("--revoke"))
    if not revoke_token(settings, name):
        raise InputError((Issue("token_unknown", column="--revoke", value=name),))
    tell(chosen(REVOKED, invocation.language).format(name=name))
    return Exit.RIGHT
