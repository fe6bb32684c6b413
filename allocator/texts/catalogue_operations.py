"""Sentences about what is asked of an operation: keys of a JSON object, their values.

Each is a clause that follows the quoted value; `{...}` are parameters of the issue.
"""

SENTENCES: dict[str, tuple[str, str]] = {
    "json_key_unknown": (
        "nie ma takiego klucza; są: {known}",
        "there is no such key; there are: {known}",
    ),
    "json_key_missing": ("brakuje tego klucza", "this key is missing"),
    "json_not_a_text": ("tu powinien być tekst", "a text is expected here"),
    "json_not_texts": (
        "tu powinna być lista tekstów w nawiasach kwadratowych",
        "a list of texts in brackets is expected here",
    ),
    "json_not_a_flag": ("tu powinno być true albo false", "true or false is expected here"),
    "unknown_operation": (
        "nie ma takiej operacji; są: {near}",
        "there is no such operation; there are: {near}",
    ),
    "not_heeded": (
        "operacja {operation} tego nie uwzględnia; usuń ten klucz",
        "operation {operation} does not heed this; leave it out",
    ),
    "split_missing": (
        "operacja {operation} potrzebuje podziału",
        "operation {operation} needs a split",
    ),
}
