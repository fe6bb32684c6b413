"""What children of the workshop can do: `module.function` of this package, by keyword.

Each function gets plain data and returns JSON-ready data or bytes; faults of the input are raised
as InputError. Only children import these modules.
"""
