"""Words for a sweep: headings, answers, progress; counts and decides nothing."""

from __future__ import annotations

from scenarios.sweep_tables import goals_proved
from scenarios.sweeping import Sweep, SweepProgress, SweepRow

Texts = tuple[str, str]

LABELS: dict[str, Texts] = {
    "title": ("Warianty i polityki", "Scenarios and policies"),
    "sheet": ("przebiegi", "runs"),
    "scenario": ("wariant", "scenario"),
    "policy": ("polityka", "policy"),
    "answer": ("odpowiedź", "answer"),
    "proof": ("dowód", "proof"),
    "total": ("razem", "total"),
    "margin": ("zapas", "left"),
    "ratio": ("najmn. udział", "least share"),
    "small": ("mali członkowie", "small members"),
    "seconds": ("s", "s"),
    "as_it_is": ("–", "–"),
    "proved": ("tak", "yes"),
    "proved_some": ("{proved} z {of}", "{proved} of {of}"),
    "kept": ("z poprzedniego razu", "from before"),
    "summary": ("Przebiegów: {done} z {of}.", "Runs: {done} of {of}."),
    "taken_over": (
        "Przejętych z poprzedniego razu: {count}.",
        "Taken over from before: {count}.",
    ),
    "with_error": ("Z błędem: {count}.", "With an error: {count}."),
    "stopped": (
        "Przerwano; nie policzono: {left}. Z tym samym --state reszta zostanie dokończona.",
        "Stopped; not run: {left}. With the same --state the rest can be done later.",
    ),
    "stopped_without_state": (
        "Przerwano; nie policzono: {left}.",
        "Stopped; not run: {left}.",
    ),
    "error": ("błąd", "error"),
    "file": ("plik do wysłania: {file}", "file to send: {file}"),
}
ANSWERS: dict[str, Texts] = {
    "fits": ("mieści się", "fits"),
    "over_budget": ("ponad budżet", "over budget"),
    "fits_partly": ("mieści się część", "fits partly"),
    "does_not_fit": ("nie mieści się", "does not fit"),
    "does_not_fit_request": ("nie mieści się", "does not fit"),
    "unknown": ("nie rozstrzygnięto", "not decided"),
}


def word(name: str, language: str) -> str:
    """A label of the sweep."""
    return chosen(LABELS[name], language)


def chosen(texts: Texts, language: str) -> str:
    """The words in `pl` or `en`."""
    return texts[("pl", "en").index(language)]


def answer_text(row: SweepRow, language: str) -> str:
    """What a run came to, in a word or two."""
    if row.has_error:
        return f"{word('error', language)}: {row.content['error']['kind']}"
    return chosen(ANSWERS[row.content["verdict"]], language)


def proof_text(row: SweepRow, language: str) -> str:
    """How many goals of a run are proved."""
    goals = row.content.get("goals", ())
    if row.has_error or row.status == "unknown":
        return "–"
    proved = goals_proved(row)
    if row.status == "infeasible" or proved == len(goals):
        return word("proved", language)
    return word("proved_some", language).format(proved=proved, of=len(goals))


def summary_text(sweep: Sweep, language: str) -> str:
    """How many runs there are, taken over, and with an error."""
    done, left = len(sweep.rows), len(sweep.not_run)
    parts = [word("summary", language).format(done=done, of=done + left)]
    for name, count in (
        ("taken_over", sum(each.kept for each in sweep.rows)),
        ("with_error", sum(each.has_error for each in sweep.rows)),
    ):
        if count:
            parts.append(word(name, language).format(count=count))
    return " ".join(parts)


def place_text(row: SweepRow) -> str:
    """Which run it was: scenario and policy."""
    return " ".join(filter(None, (row.scenario_id, row.policy_id))) or "–"


def progress_text(progress: SweepProgress, seconds: float, language: str) -> str:
    """How far the sweep is, in one line."""
    row = progress.row
    parts = [f"{progress.done}/{progress.of}", place_text(row), answer_text(row, language)]
    if row.kept:
        parts.append(word("kept", language))
    return " · ".join([*parts, f"{seconds:.0f} s"])
