"""Sentences about the service: its settings, its folder and address, its people and copies.

Each is a clause that follows the quoted value; `{...}` are parameters of the issue.
"""

SENTENCES: dict[str, tuple[str, str]] = {
    # settings
    "setting_unknown": (
        "nie ma takiego ustawienia; podobne: {near}",
        "there is no such setting; similar ones: {near}",
    ),
    "setting_not_whole": (
        "to ustawienie musi być liczbą całkowitą",
        "this setting must be a whole number",
    ),
    "setting_not_a_number": ("to ustawienie musi być liczbą", "this setting must be a number"),
    "setting_refused": (
        "tego ustawienia nie da się użyć",
        "this setting can not be used",
    ),
    "setting_database": (
        "adres bazy zaczyna się od sqlite:/// albo postgresql+psycopg://",
        "the address of the database begins with sqlite:/// or postgresql+psycopg://",
    ),
    "setting_network": (
        "to musi być adres IP albo sieć, na przykład 10.0.0.1 lub 10.0.0.0/24",
        "this must be an IP address or a network, such as 10.0.0.1 or 10.0.0.0/24",
    ),
    "setting_root_path": (
        "ścieżka zaczyna się od / i nie kończy się na /",
        "the path begins with / and does not end with /",
    ),
    "setting_open_without_log_in": (
        "pod adresem dostępnym dla innych usługa wymaga logowania: ustaw "
        "ALLOCATOR_AUTHENTICATION=tokens, a pierwszy token zrób poleceniem allocator token",
        "on an address that others can reach the service needs authentication: set "
        "ALLOCATOR_AUTHENTICATION=tokens and make the first token with allocator token",
    ),
    "setting_openid_half": (
        "ALLOCATOR_OPENID_ISSUER i ALLOCATOR_OPENID_AUDIENCE ustawia się razem",
        "ALLOCATOR_OPENID_ISSUER and ALLOCATOR_OPENID_AUDIENCE go together",
    ),
    "setting_poll_order": (
        "ALLOCATOR_SLOW_POLL_SECONDS nie może być mniejsze niż ALLOCATOR_POLL_SECONDS",
        "ALLOCATOR_SLOW_POLL_SECONDS can not be below ALLOCATOR_POLL_SECONDS",
    ),
    "settings_unreadable": (
        "tego pliku ustawień nie da się przeczytać",
        "this file of settings can not be read",
    ),
    "settings_line": (
        "wiersz ustawień ma postać NAZWA=wartość",
        "a line of settings has the form NAME=value",
    ),
    "settings_twice": (
        "to ustawienie stoi w pliku dwa razy",
        "this setting stands in the file twice",
    ),
    # start
    "service_not_installed": (
        "usługa nie jest zainstalowana: pip install 'allocator[service]'",
        "the service is not installed: pip install 'allocator[service]'",
    ),
    "data_folder": (
        "w tym folderze nie da się zapisywać ({reason}); wskaż inny opcją --data",
        "this folder can not be written to ({reason}); name another with --data",
    ),
    "data_denied": (
        "w tym folderze nie wolno zapisywać; wskaż inny opcją --data albo zmień jego uprawnienia",
        "writing into this folder is not allowed; name another with --data or change its rights",
    ),
    "data_not_a_folder": (
        "to nie jest folder; wskaż inny opcją --data",
        "this is no folder; name another with --data",
    ),
    "disk_full": (
        "na dysku nie ma miejsca; zwolnij je albo wskaż inny folder opcją --data",
        "the disk is full; make room or name another folder with --data",
    ),
    "data_taken": (
        "z tym folderem pracuje już inna usługa ({other}); użyj jej, wskaż inny folder opcją "
        "--data albo dodaj --no-worker",
        "another service works with this folder already ({other}); use that one, name another "
        "folder with --data, or add --no-worker",
    ),
    "address_taken": (
        "ten adres jest zajęty; wybierz inny port opcją --port (0: dowolny wolny)",
        "this address is taken; choose another port with --port (0: any free one)",
    ),
    "address_refused": (
        "pod tym adresem nie da się nasłuchiwać ({reason})",
        "it is not possible to listen on this address ({reason})",
    ),
    "database_unreachable": (
        "baza danych nie odpowiada ({reason}); sprawdź ALLOCATOR_DATABASE_URL i czy baza działa",
        "the database does not answer ({reason}); check ALLOCATOR_DATABASE_URL and whether the "
        "database runs",
    ),
    "schema_behind": (
        "baza danych ma inną wersję niż program; uruchom allocator migrate",
        "the database has another version than the program; run allocator migrate",
    ),
    "worker_taken": (
        "wykonawca o tej nazwie już pracuje; podaj inną opcją --id, a jeśli właśnie padł, "
        "odczekaj {seconds} s",
        "a worker of this name is at work already; give another with --id, or, if it has just "
        "died, wait {seconds} s",
    ),
    # people
    "token_one_thing": (
        "podaj jedno z trojga: --consortium, --list albo --revoke",
        "give one of three: --consortium, --list or --revoke",
    ),
    "token_needs": (
        "do nowego tokenu potrzebna jest ta opcja",
        "a new token needs this option",
    ),
    "token_member": (
        "--member podaje się dla roli member i tylko dla niej",
        "--member is given for role member and only for it",
    ),
    "consortium_name": (
        "nazwa konsorcjum ma najwyżej 32 znaki: litery bez ogonków, cyfry, kropki, myślniki",
        "the name of a consortium has at most 32 characters: plain letters, digits, dots, dashes",
    ),
    "token_unknown": ("nie ma takiego tokenu", "there is no such token"),
    "consortium_unknown": (
        "nie ma takiego konsorcjum; są: {known}",
        "there is no such consortium; there are: {known}",
    ),
    "person_one_thing": (
        "podaj jedno z trojga: --role, --remove albo --list",
        "give one of three: --role, --remove or --list",
    ),
    "person_subject": (
        "podaj, jak wystawca nazywa tę osobę (pole sub): od 1 do 255 znaków",
        "say what the issuer calls this person (claim sub): 1 to 255 characters",
    ),
    "person_issuer": (
        "podaj adres wystawcy tutaj albo w ALLOCATOR_OPENID_ISSUER: najwyżej 255 znaków",
        "give the issuer's address here or in ALLOCATOR_OPENID_ISSUER: at most 255 characters",
    ),
    "person_unknown": (
        "ta osoba nie ma tu żadnej roli u tego wystawcy",
        "this person of this issuer has no role here",
    ),
    "consortium_erased": (
        "to konsorcjum usunięto; nowe musi mieć inną nazwę",
        "this consortium was erased; a new one needs another name",
    ),
    # copies and erasure
    "erase_unconfirmed": (
        "usunięcia danych konsorcjum nie da się cofnąć; dodaj --yes, jeśli na pewno",
        "erasing the data of a consortium can not be undone; add --yes if you are sure",
    ),
    "backup_exists": (
        "ten plik już jest; podaj inny, kopii się nie nadpisuje",
        "this file is there already; name another, a copy is never written over",
    ),
    "file_failed": (
        "z tym plikiem się nie udało ({reason})",
        "this file can not be used ({reason})",
    ),
    "backup_damaged": (
        "to nie jest cała kopia danych usługi (uszkodzone: {part}); weź inną",
        "this is no whole copy of the service's data (damaged: {part}); take another",
    ),
    "backup_newer": (
        "kopię zapisała nowsza wersja programu ({revision}); najpierw zainstaluj ją",
        "the copy was made by a newer version of the program ({revision}); install that first",
    ),
    "database_in_use": (
        "z bazą pracuje jeszcze wykonawca; zatrzymaj usługę i spróbuj ponownie",
        "a worker still uses the database; stop the service and try again",
    ),
    "database_not_empty": (
        "w bazie są już dane; --replace zastępuje je danymi z kopii",
        "the database holds data already; --replace puts the copy in their place",
    ),
    "no_schema": (
        "w bazie nie ma jeszcze danych usługi",
        "the database holds no data of the service yet",
    ),
}
