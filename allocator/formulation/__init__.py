"""From a Problem to a neutral model, and from values back to an allocation. Knows no solver."""

from allocator.formulation.formulation import Formulation, formulate

__all__ = ["Formulation", "formulate"]
