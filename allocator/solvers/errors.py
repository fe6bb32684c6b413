"""The error of an engine that cannot be used here: code and parameters beside the sentence."""

from __future__ import annotations

SENTENCES = {
    "highspy_clashes": (
        "The engine {engine} cannot run: highspy {version} is installed in the same environment, "
        "and its HiGHS library and the one inside OR-Tools cannot share a process. "
        'Cure: pip uninstall highspy, or pip install "highspy<1.14".'
    ),
    "engine_not_importable": (
        "The engine {engine} cannot run: its library could not be imported ({reason}). "
        "Cure: install the project's requirements again."
    ),
    "engine_not_executable": (
        "The engine {engine} cannot run: its program {reason} is missing or may not be executed. "
        "Cure: pip install --force-reinstall pulp."
    ),
}


class EngineMissing(RuntimeError):
    """An engine is asked for that this environment cannot run; says how to cure it.

    `code` and `parameters` are for translation; the error survives pickling.
    """

    def __init__(self, code: str, **parameters: str) -> None:
        super().__init__(SENTENCES[code].format(**parameters))
        self.code = code
        self.parameters = parameters

    def __reduce__(self) -> tuple[object, ...]:
        return _missing, (self.code, self.parameters)


def _missing(code: str, parameters: dict[str, str]) -> EngineMissing:
    return EngineMissing(code, **parameters)
