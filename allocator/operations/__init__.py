"""The operations there are: what each heeds, how it is carried out and shown. Knows no caller."""

from allocator.operations.asked import (
    Asked,
    AskedFairness,
    asked_from_json,
    asked_json,
    split_from_json,
)
from allocator.operations.fitting import Request, field_of, fit
from allocator.operations.operation import Answer, Operation, Order, Setting, Working
from allocator.operations.options_json import options_from_json, options_json
from allocator.operations.ordering import effective, order_of, settings_from_json, settings_json
from allocator.operations.plugins import scenario_applier
from allocator.operations.registry import operation, operations

__all__ = [
    "Answer",
    "Asked",
    "AskedFairness",
    "Operation",
    "Order",
    "Request",
    "Setting",
    "Working",
    "asked_from_json",
    "asked_json",
    "effective",
    "field_of",
    "fit",
    "operation",
    "operations",
    "options_from_json",
    "options_json",
    "order_of",
    "scenario_applier",
    "settings_from_json",
    "settings_json",
    "split_from_json",
]
