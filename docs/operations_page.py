"""The page on operations, from their records: what each heeds, answers and is shown as."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from allocator.cli.solve import COMMAND
from allocator.operations import operations
from allocator.operations.fitting import FIELDS
from allocator.operations.operation import Operation
from allocator.reporting import dump_document

PREFACE = """\
# Operations

This page is generated from the records of the operations by `make docs`; do not edit it.

An operation is one thing that can be asked about a problem. It is declared once, as a record of
`allocator.operations`, and from that record come the command line, the service, its queue and this
page. A package adds its own through the entry-point group `allocator.commands`
(`Plugin(operations=...)`); one without a command of its own gets one.

Every answer is a JSON document with exact numbers. It says how sure it is (`status`: optimal,
feasible, infeasible, unknown) and what it means for the commission (`verdict`).
"""
ASKED = """\
## What is asked

The keys of an order in JSON, with the options of the command line that mean the same. Numbers are
JSON numbers or texts (`"1/3"`); a key that is missing or null asks for nothing. Pins and an
`earlier` split are lists of objects with `member_id`, `component_id` and `quantity`; `goals` are
objects with `goal` and `tolerance_pct`.
"""


def operations_page() -> str:
    """The whole page."""
    known = operations().values()
    lines = [
        PREFACE,
        "| operation | what it does | command |",
        "|---|---|---|",
        *(f"| `{each.name}` | {each.about[1]} | `{_command(each)}` |" for each in known),
        "",
        ASKED,
        "| key | option | what it means |",
        "|---|---|---|",
        *_keys(),
        "",
        *(line for each in known for line in _section(each)),
    ]
    return "\n".join(lines).rstrip() + "\n"


def schema_pages() -> dict[str, Callable[[], str]]:
    """The published schema of each operation's document, by its file; a result has its own."""
    return {
        schema_file(each): lambda each=each: dump_document(each.schema())  # type: ignore[misc]
        for each in operations().values()
        if each.name != "solve"
    }


def schema_file(operation: Operation) -> str:
    """Where the schema of an operation's document is published."""
    name = "result" if operation.name == "solve" else operation.name
    return f"schema/{name}.schema.json"


def _command(operation: Operation) -> str:
    return f"allocator {operation.command or operation.name}"


def _keys() -> Iterator[str]:
    about = {each.name: each.about[1] for each in COMMAND.options}
    for option, key in FIELDS.items():
        if option in about:
            shown = about[option].replace("|", "\\|")
            yield f"| `{key}` | `{option}` | {shown} |"


def _section(operation: Operation) -> Iterator[str]:
    target = schema_file(operation)
    heeds = ", ".join(f"`{each}`" for each in sorted(operation.heeds))
    faces = ", ".join(operation.faces)
    yield f"## `{operation.name}`"
    yield ""
    yield f"{operation.about[1][:1].upper()}{operation.about[1][1:]}."
    yield ""
    yield f"- heeds: {heeds or 'nothing but the problem'}"
    yield f"- shown as: {faces}; the [schema]({target}) of its document"
    if operation.spreads:
        yield "- a service carries it out as orders of other operations, one for each row"
    for each in operation.settings:
        kind = ", ".join(f"`{name}`" for name in each.choices) or each.kind
        many = ", a list" if each.repeats else ""
        yield f"- setting `{each.name}` ({kind}{many}): {each.about[1]}"
    yield ""
