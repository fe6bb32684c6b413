"""The options of the service's commands, as plain data. Reads none of them.

Imported whenever help is shown, so nothing heavy stands at the top.
"""

from __future__ import annotations

from allocator.cli.declaring import Option
from allocator.cli.options import FORMAT

DATA = Option(
    "--data",
    (
        "folder z danymi usługi (allocator-data); z bazą PostgreSQL tylko na blokady",
        "folder of the service's data (allocator-data); with PostgreSQL only for locks",
    ),
    value="DIR",
)
SETTINGS = Option(
    "--settings",
    (
        "plik ustawień, w każdym wierszu NAZWA=wartość; zmienne środowiska mają pierwszeństwo",
        "a file of settings, NAME=value in each line; environment variables go before it",
    ),
    value="FILE",
)
SUPERVISED = Option(
    "--supervised",
    (
        "kończy pracę, gdy zamknie się jego standardowe wejście",
        "ends when its standard input is closed",
    ),
)
PLACE = (DATA, SETTINGS)
ROLES = ("admin", "coordinator", "member", "researcher")

OPTIONS_OF_SERVE = (
    Option("--host", ("adres nasłuchu (127.0.0.1)", "address to listen on (127.0.0.1)"), "IP"),
    Option("--port", ("port (8000); 0: dowolny wolny", "port (8000); 0: any free one"), "N"),
    *PLACE,
    Option(
        "--no-worker",
        (
            "samo API; zadania wykonują procesy allocator worker",
            "the API alone; processes of allocator worker carry the jobs out",
        ),
    ),
    SUPERVISED,
    Option(
        "--root-path",
        (
            "przedrostek, pod którym usługę pokazuje serwer pośredniczący",
            "prefix under which a proxy shows the service",
        ),
        "PATH",
    ),
    Option(
        "--trusted-proxy",
        (
            "adres serwera pośredniczącego, którego nagłówki X-Forwarded-* się liczą",
            "address of the proxy whose X-Forwarded-* headers count",
        ),
        "IP",
    ),
)

OPTIONS_OF_WORKER = (
    Option(
        "--id",
        (
            "nazwa tego wykonawcy, jedyna wśród żywych (nazwa maszyny i skrót folderu)",
            "name of this worker, unique among the living (host name and a digest of the folder)",
        ),
        "NAME",
    ),
    *PLACE,
    SUPERVISED,
)

OPTIONS_OF_TOKEN = (
    Option(
        "--consortium",
        ("konsorcjum, którego dotyczy token", "the consortium the token is for"),
        "NAME",
    ),
    Option("--role", ("co wolno z tym tokenem", "what the token allows"), "NAME", choices=ROLES),
    Option(
        "--member",
        ("członek, którego to token (rola member)", "the member it belongs to (role member)"),
        "ID",
    ),
    Option("--days", ("ile dni jest ważny (365)", "how many days it is valid (365)"), "N"),
    Option("--name", ("opis na liście tokenów", "a word for the list of tokens"), "TEXT"),
    Option(
        "--first",
        (
            "tylko gdy nie ma jeszcze żadnego tokenu; inaczej nic nie robi",
            "only where there is no token yet; otherwise nothing is done",
        ),
    ),
    Option(
        "--out",
        (
            "zapisuje sekret do nowego pliku, zamiast go pokazywać",
            "writes the secret to a new file instead of showing it",
        ),
        "FILE",
    ),
    Option("--list", ("pokazuje tokeny, bez sekretów", "lists the tokens, not their secrets")),
    Option("--revoke", ("unieważnia token", "makes a token useless"), "ID"),
    *PLACE,
    FORMAT,
)

OPTIONS_OF_PERSON = (
    Option(
        "--subject",
        (
            "jak nazywa tę osobę wystawca logowania (pole sub)",
            "what the issuer calls this person (claim sub)",
        ),
        "ID",
    ),
    Option(
        "--issuer",
        ("wystawca; bez tej opcji ten z ustawień", "the issuer; left out, that of the settings"),
        "URL",
    ),
    Option("--consortium", ("konsorcjum tej osoby", "this person's consortium"), "NAME"),
    Option("--role", ("kim ta osoba jest", "what this person is"), "NAME", choices=ROLES),
    Option(
        "--member",
        ("członek, którego to osoba (rola member)", "the member it belongs to (role member)"),
        "ID",
    ),
    Option("--remove", ("odbiera tej osobie rolę", "takes the role away")),
    Option("--list", ("pokazuje, kto ma jaką rolę", "lists who has which role")),
    *PLACE,
    FORMAT,
)
