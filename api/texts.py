"""Refusals in words: HTTP status, title and sentence in Polish and English."""

# A table of texts reads best with a line to a language.
# fmt: off

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class RefusalText(NamedTuple):
    """How a refusal is told. `{…}` in sentences is filled from its detail."""

    status: int
    title_pl: str
    title_en: str
    text_pl: str
    text_en: str


KINDS_PL: Mapping[str, str] = {
    "problem": "zlecenie", "solve": "obliczenie", "sweep": "przegląd wariantów",
    "publication": "ogłoszenie", "result": "wynik", "member": "członek", "schema": "schemat",
    "token": "token",
}
"""What refusals speak of, in the words of the Polish sentences."""

REFUSALS: Mapping[str, RefusalText] = {
    "not_found": RefusalText(
        404, "Nie ma takiego zasobu", "Not found",
        "Nie ma tu: {kind} {name}.", "There is no {kind} {name} here.",
    ),
    "bad_body": RefusalText(
        422, "Treść żądania jest błędna", "The request is not valid",
        "Popraw wskazane pola i wyślij ponownie.", "Correct the fields named and send it again.",
    ),
    "bad_input": RefusalText(
        422, "W danych są błędy", "The input has faults",
        "Popraw wszystkie wskazane miejsca i wyślij ponownie.",
        "Correct every place named and send it again.",
    ),
    "not_authenticated": RefusalText(
        401, "Trzeba się przedstawić", "Who asks is not known",
        "Wyślij ważny token w nagłówku Authorization: Bearer.",
        "Send a valid token in the header Authorization: Bearer.",
    ),
    "not_allowed": RefusalText(
        403, "Brak uprawnienia", "Not allowed",
        "Rola {role} nie ma uprawnienia {right}.", "The role {role} has no right {right}.",
    ),
    "not_bound": RefusalText(
        403, "Osoba bez przydziału", "Nobody here",
        "Ta osoba nie należy do żadnego konsorcjum; administrator musi ją dopisać.",
        "This person belongs to no consortium; an administrator has to add them.",
    ),
    "foreign_host": RefusalText(
        421, "Obca nazwa serwisu", "Foreign host",
        "Serwis nie odpowiada pod tą nazwą; dopisz ją do allowed_hosts.",
        "The service does not answer under this name; add it to allowed_hosts.",
    ),
    "foreign_origin": RefusalText(
        403, "Żądanie z obcej strony", "Foreign origin",
        "Strona spoza serwisu nie może z niego korzystać.",
        "A page from elsewhere may not use the service.",
    ),
    "forwarded": RefusalText(
        403, "Żądanie przez pośrednika", "Forwarded request",
        "Serwis bez logowania nie odpowiada przez pośrednika; ustaw authentication=tokens.",
        "A service without log-in does not answer by a proxy; set authentication=tokens.",
    ),
    "too_many_requests": RefusalText(
        429, "Za dużo żądań", "Too many requests",
        "Odczekaj tyle sekund, ile podaje Retry-After.",
        "Wait for the seconds that Retry-After gives.",
    ),
    "too_many_log_ins": RefusalText(
        429, "Za dużo nieudanych prób", "Too many failed log-ins",
        "Z tego adresu przyszło za dużo złych tokenów; odczekaj.",
        "Too many bad tokens came from this address; wait.",
    ),
    "too_many_streams": RefusalText(
        429, "Za dużo strumieni", "Too many streams",
        "Naraz może być otwartych {most} strumieni zdarzeń.",
        "At most {most} event streams may be open at once.",
    ),
    "issuer_unavailable": RefusalText(
        503, "Wystawca tokenów nie odpowiada", "The issuer of tokens does not answer",
        "Nie można teraz sprawdzić tokenu; spróbuj za chwilę.",
        "The token can not be checked now; try again in a moment.",
    ),
    "events_over": RefusalText(
        410, "Zdarzenia się skończyły", "The events are over",
        "Wszystko aż do końca zostało już przekazane.",
        "Everything up to the end has been told already.",
    ),
    "events_expired": RefusalText(
        410, "Zdarzeń już nie ma", "The events are gone",
        "Zdarzenia są przechowywane przez pewien czas; stan i wynik zadania nadal są dostępne.",
        "Events are kept for some time; the state and the result of the job are still here.",
    ),
    "no_such_place": RefusalText(
        404, "Nie ma takiego adresu", "No such place",
        "Serwis nie ma niczego pod tym adresem.", "The service has nothing at this address.",
    ),
    "method_not_allowed": RefusalText(
        405, "Niedozwolona metoda", "Method not allowed",
        "Nagłówek Allow podaje metody dozwolone pod tym adresem.",
        "The header Allow gives the methods that are allowed at this address.",
    ),
    "not_acceptable": RefusalText(
        406, "Nie ma takiej postaci", "Not acceptable",
        "Pod tym adresem są: {served}.", "Served at this address: {served}.",
    ),
    "bad_request": RefusalText(
        400, "Niezrozumiałe żądanie", "Bad request",
        "Żądania nie da się odczytać.", "The request can not be read.",
    ),
    "changed_meanwhile": RefusalText(
        412, "Zmieniono w międzyczasie", "Changed meanwhile",
        "To nie jest już wersja z If-Match; pobierz bieżącą i spróbuj ponownie.",
        "This is not the version of If-Match any more; fetch the present one and try again.",
    ),
    "body_too_large": RefusalText(
        413, "Za duże żądanie", "Too large",
        "Treść żądania przekracza dopuszczalny rozmiar (upload_megabytes).",
        "The body of the request is larger than allowed (upload_megabytes).",
    ),
    "media_type_unknown": RefusalText(
        415, "Nieznany rodzaj treści", "Media type not supported",
        "Content-Type {given} nie pasuje tutaj; pasują: {served}.",
        "Content-Type {given} does not fit here; these do: {served}.",
    ),
    "bad_cursor": RefusalText(
        422, "Zły wskaźnik strony", "Bad cursor",
        "Wskaźnik strony (cursor) podaje next_cursor poprzedniej strony.",
        "A cursor is given by next_cursor of the page before.",
    ),
    "bad_idempotency_key": RefusalText(
        422, "Zły klucz powtórzenia", "Bad Idempotency-Key",
        "Idempotency-Key ma od 1 do 255 widocznych znaków ASCII.",
        "An Idempotency-Key has 1 to 255 visible ASCII characters.",
    ),
    "idempotency_reused": RefusalText(
        422, "Klucz użyty do innego żądania", "Idempotency-Key reused",
        "Ten Idempotency-Key należy już do innego żądania; użyj nowego.",
        "This Idempotency-Key belongs to another request; use a new one.",
    ),
    "input_too_hard": RefusalText(
        422, "Danych nie da się przetworzyć", "The input is too hard",
        "Odczyt przekroczył limit czasu albo pamięci; zmniejsz plik.",
        "Reading it took more time or memory than allowed; make the file smaller.",
    ),
    "busy": RefusalText(
        503, "Serwis jest zajęty", "The service is busy",
        "Za dużo plików czeka na odczyt; spróbuj za chwilę (Retry-After).",
        "Too many files wait to be read; try again in a moment (Retry-After).",
    ),
    "internal": RefusalText(
        500, "Błąd serwisu", "Internal error",
        "Coś się nie udało po naszej stronie; podaj operatorowi request_id.",
        "Something went wrong on our side; tell the operator the request_id.",
    ),
    "still_live": RefusalText(
        409, "Praca w toku", "Still under way",
        "Praca, która tego potrzebuje, czeka albo trwa; najpierw ją odwołaj.",
        "A job that needs this waits or runs; cancel it first.",
    ),
    "published": RefusalText(
        409, "Ogłoszone", "Published",
        "Na tym opiera się ogłoszenie albo jego szkic, więc zostaje.",
        "A publication, or a draft of one, rests on this, so it stays.",
    ),
    "already_ended": RefusalText(
        409, "Już zakończone", "Already ended",
        "Ta praca już się zakończyła ({job_state}).", "This job has ended already ({job_state}).",
    ),
    "not_finished": RefusalText(
        409, "Wyniku jeszcze nie ma", "Not finished",
        "Praca jeszcze trwa ({job_state}); wynik będzie po jej zakończeniu.",
        "The job is not finished ({job_state}); there is a result when it ends.",
    ),
    "no_result": RefusalText(
        409, "Wyniku nie ma", "No result",
        "Praca zakończyła się bez wyniku ({job_state}); powód jest w polu failure.",
        "The job ended without a result ({job_state}); the field failure says why.",
    ),
    "no_split": RefusalText(
        409, "Nie ma podziału", "No split",
        "Ten wynik nie zawiera podziału.", "This result holds no split.",
    ),
    "no_certificate": RefusalText(
        404, "Nie ma certyfikatu", "No certificate",
        "Ten wynik nie ma certyfikatu: ma go tylko podział z celem target_share.",
        "This result has no certificate: only a split with goal target_share has one.",
    ),
    "above_ceiling": RefusalText(
        422, "Ponad limit konsorcjum", "Above the ceiling",
        "{name} może tu wynosić najwyżej {most}.", "{name} can be at most {most} here.",
    ),
    "queue_full": RefusalText(
        429, "Kolejka jest pełna", "The queue is full",
        "W kolejce konsorcjum czeka już {most} prac; odczekaj albo odwołaj część.",
        "{most} jobs of the consortium wait already; come back later or cancel some.",
    ),
    "storage_full": RefusalText(
        422, "Brak miejsca", "No space left",
        "Problemy i wyniki konsorcjum zajmują już {most} MB; usuń niepotrzebne.",
        "Problems and results of the consortium fill {most} MB; delete what is not needed.",
    ),
    "sweep_too_large": RefusalText(
        422, "Za dużo przebiegów", "Too many runs",
        "To jest {count} przebiegów, a jeden przegląd może mieć najwyżej {most}.",
        "These are {count} runs, and one sweep can have at most {most}.",
    ),
    "wrong_state": RefusalText(
        409, "Niewłaściwy stan", "Wrong state",
        "Stan publikacji to {state}, a potrzebny jest {wanted}.",
        "The publication is {state}, and has to be {wanted}.",
    ),
    "not_a_member": RefusalText(
        409, "Nie ma takiego członka", "No member of this commission",
        "{member_id} nie występuje w tym podziale, więc nie może na niego odpowiedzieć.",
        "{member_id} is no member in this split, so has nothing to answer to.",
    ),
    "answered_already": RefusalText(
        409, "Członek odpowiedział", "The member has answered",
        "{member_id} odpowiedział(a) już we własnym imieniu; tylko on(a) może to zmienić.",
        "{member_id} has answered in its own name; only the member can change that.",
    ),
    "use_sweeps": RefusalText(
        422, "To jest przegląd wielu wariantów", "This is a sweep",
        "O operację {operation} prosi się przez POST /v1/sweeps.",
        "Operation {operation} is asked for by POST /v1/sweeps.",
    ),
    "backup_damaged": RefusalText(
        422, "Kopia jest uszkodzona", "The backup is damaged",
        "Część {part} nie zgadza się ze spisem kopii albo jej brak; niczego nie zmieniono.",
        "Part {part} is not as the backup's own list says, or missing; nothing was changed.",
    ),
    "backup_newer": RefusalText(
        422, "Kopia z nowszej wersji", "The backup is of a newer version",
        "Ta wersja nie zna postaci {revision}; użyj nowszej wersji programu.",
        "This version does not know the form {revision}; use a newer version of the program.",
    ),
    "database_in_use": RefusalText(
        409, "Baza jest w użyciu", "The database is in use",
        "Działa proces roboczy; najpierw zatrzymaj serwis.",
        "A worker is running; stop the service first.",
    ),
    "database_not_empty": RefusalText(
        409, "Baza nie jest pusta", "The database is not empty",
        "Przywrócenie zastąpiłoby to, co tu jest; podaj --replace, jeśli tak ma być.",
        "A restore would replace what is here; say --replace if that is meant.",
    ),
    "no_schema": RefusalText(
        409, "W bazie nie ma tabel", "The database has no tables",
        "Ta baza nie należy jeszcze do serwisu; nie ma czego kopiować.",
        "This database is not a service's yet; there is nothing to save.",
    ),
    "database_busy": RefusalText(
        503, "Baza jest zajęta", "The database is busy",
        "Inny proces długo trzyma bazę; niczego nie zapisano, spróbuj za chwilę.",
        "Another process holds the database; nothing was written, try again in a moment.",
    ),
    "database_full": RefusalText(
        503, "Brak miejsca na dysku", "The disk is full",
        "Nie ma miejsca na zapis; niczego nie zapisano.",
        "There is no space to write; nothing was written.",
    ),
    "database_lost": RefusalText(
        503, "Baza nie odpowiada", "The database does not answer",
        "Połączenie z bazą zostało przerwane; spróbuj za chwilę.",
        "The connection to the database was lost; try again in a moment.",
    ),
}
"""More are added by the rooms that raise them; a test holds that each one raised is here."""
