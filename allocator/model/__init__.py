"""The neutral integer-linear model: variables, expressions, rows. No domain word, no solver."""

from allocator.model.expressions import Expression
from allocator.model.model import Model, ModelDraft, Objective, Row, Sense, Tag, Variable

__all__ = ["Expression", "Model", "ModelDraft", "Objective", "Row", "Sense", "Tag", "Variable"]
