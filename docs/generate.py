"""Writes the pages of this folder that follow from the code. A test fails while they are behind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from pathlib import Path

from allocator.problem.columns import Column, Kind, columns_of, default_of
from allocator.problem.tables import TABLES, Table
from allocator.reading.schema import schema_text as problem_schema
from allocator.reporting.schema import schema_text as result_schema
from allocator.solving.choosing import RULE, USUAL
from docs.fairness_pages import fairness_table, town_table
from docs.measured import behind_table, gap_table, runs, summary
from docs.operations_page import operations_page, schema_pages
from docs.rights_page import rights_table, routes_table
from docs.service_pages import figures_table, settings_table

DOCS = Path(__file__).parent
KINDS = {
    Kind.IDENTIFIER: "identifier",
    Kind.IDENTIFIERS: "identifiers, separated by `;`",
    Kind.TEXT: "text",
    Kind.NUMBER: "number",
    Kind.WHOLE: "whole number",
    Kind.FLAG: "yes/no",
    Kind.DATE: "date",
    Kind.PERIOD: "month",
    Kind.CHOICE: "one of",
    Kind.BOUND: "number, or the name of a column",
    Kind.ANY: "number or text",
}
PREFACE = """\
# Data format

This page is generated from the declarations in `allocator/problem` by `make docs`; do not edit it.

A problem is a folder with a CSV file for each table, a zip of such a folder, an Excel workbook with
a sheet for each table, or one JSON document ([schema](schema)). All four hold the same
tables with the same columns, and give the same problem with the same digest. Files, sheets and
headings may also bear the Polish names below. `allocator template OUT.xlsx` writes a workbook to
fill in, `allocator convert IN OUT` turns one form into another.

Required tables: {required}.
Every other one may be missing or empty. In the tables below, columns of the **key** identify a row;
**required** ones must be filled; everywhere else an empty cell means the default, or that there is
no bound. A column that is not listed is carried through to reports.
"""


def data_format() -> str:
    """The page on tables and columns."""
    required = ", ".join(f"`{each.name}`" for each in TABLES.values() if each.required)
    parts = (PREFACE.format(required=required), *map(_section, TABLES.values()))
    return "\n".join(parts)


def _section(table: Table) -> str:
    return "\n".join(
        (
            f"## `{table.name}`",
            "",
            f"{table.title_en.capitalize()}; po polsku: *{table.title_pl}*."
            + (" Rows `key`, `value`, `meaning`." if table.name == "commission" else ""),
            "",
            "| column | Polish headings | what it holds | values | empty means |",
            "|---|---|---|---|---|",
            *_rows(table),
            "",
        )
    )


def _rows(table: Table) -> Iterator[str]:
    for name, column in columns_of(table.record).items():
        headings = ", ".join(column.polish)
        cells = (
            f"`{name}`",
            headings,
            column.about_en,
            _values(column),
            _empty(table, name, column),
        )
        yield "| " + " | ".join(each.replace("|", "\\|") for each in cells) + " |"


def _values(column: Column) -> str:
    parts = [KINDS[column.kind]]
    if column.choices:
        parts[0] = "one of " + ", ".join(f"`{each}`" for each in column.choices)
    if column.refers_to:
        parts.append(f"of `{column.refers_to}`")
    if column.minimum is not None or column.maximum is not None:
        parts.append(_range(column.minimum, column.maximum))
    if column.places is not None:
        parts.append(f"up to {column.places} decimals")
    return ", ".join(parts)


def _range(minimum: Fraction | None, maximum: Fraction | None) -> str:
    if maximum is None:
        return f"at least {minimum}"
    return f"at most {maximum}" if minimum is None else f"{minimum} to {maximum}"


def _empty(table: Table, name: str, column: Column) -> str:
    if column.key:
        return "**key**"
    if column.required:
        return "**required**"
    default = default_of(table.record, name)
    if default is None or default == "" or default == ():
        return "–"
    if isinstance(default, bool):
        return "yes" if default else "no"
    return f"{default}"


NAMES = {"tie": "the draw among equally good splits"}
PUBLISHED = "published.csv"
COUNTY = "county.csv"


def engines() -> str:
    """The page on engines, with the rule of `auto` that is in force."""
    rows = (
        *((NAMES.get(goal, f"`{goal}`"), names) for goal, names in RULE.items()),
        ("every other goal", USUAL),
    )
    lines = ("| goal | race |", "|---|---|", *(_race(*row) for row in rows))
    return filled_in("engines.md", {"rule of auto": lines})


def benchmarks() -> str:
    """The page on benchmarks, with the tables of the last measured runs."""
    published, county = runs(PUBLISHED), runs(COUNTY)
    return filled_in(
        "benchmarks.md",
        {
            "summary": summary(published),
            "published instances": behind_table(published),
            "county": gap_table(county),
            "fairness": fairness_table(),
            "fairness of the town": town_table(),
        },
    )


def service() -> str:
    """The page on the service, with every setting there is."""
    return filled_in("service.md", {"settings": settings_table()})


def rights() -> str:
    """The page on people and rights, with roles, rights and routes as they are in force."""
    parts = {"rights by role": rights_table(), "routes": routes_table()}
    return filled_in("rights.md", parts)


def scale() -> str:
    """The page on scale, with the figures that were measured last."""
    return filled_in("scale.md", {"service": figures_table()})


def filled_in(name: str, parts: Mapping[str, Iterable[str]]) -> str:
    """A page of this folder with each part between its two marks written anew."""
    page = (DOCS / name).read_text(encoding="utf-8")
    for part, lines in parts.items():
        start, end = f"<!-- {part}: written by make docs -->\n", f"<!-- end of {part} -->"
        before, _, rest = page.partition(start)
        _, _, after = rest.partition(end)
        page = before + start + "\n" + "\n".join(lines) + "\n\n" + end + after
    return page


def _race(goal: str, names: tuple[str, ...]) -> str:
    alone = " alone" if len(names) == 1 else ""
    return f"| {goal} | {', '.join(f'`{name}`' for name in names)}{alone} |"


def openapi() -> str:
    """The OpenAPI document of the service."""
    # Imported here: the other pages need no web framework.
    import json

    from api.settings import Settings
    from api.storage.database import Database
    from api.web.application import create_app

    app = create_app(Settings(), Database("sqlite://"))
    return json.dumps(app.openapi(), ensure_ascii=False, indent=1) + "\n"


PAGES: dict[str, Callable[[], str]] = {
    "data-format.md": data_format,
    "engines.md": engines,
    "benchmarks.md": benchmarks,
    "operations.md": operations_page,
    "rights.md": rights,
    "service.md": service,
    "scale.md": scale,
    "schema/problem.schema.json": problem_schema,
    "schema/result.schema.json": result_schema,
    "schema/openapi.json": openapi,
    **schema_pages(),
}
"""Files of this folder and the functions that write them."""


def main() -> None:
    """Write every page anew."""
    for name, page in PAGES.items():
        target = DOCS / name
        target.parent.mkdir(exist_ok=True)
        target.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
