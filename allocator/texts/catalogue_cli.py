"""Sentences about the command line: words, options and files it was given.

Each is a clause that follows the quoted value; `{...}` are parameters of the issue.
"""

SENTENCES: dict[str, tuple[str, str]] = {
    # words and their form
    "unknown_command": (
        "nie ma takiego polecenia; są: {near}",
        "there is no such command; there are: {near}",
    ),
    "unknown_option": (
        "to polecenie nie ma takiej opcji; są między innymi: {near}",
        "this command has no such option; there are, among others: {near}",
    ),
    "flag_with_value": ("ta opcja nie przyjmuje wartości", "this option takes no value"),
    "option_without_value": (
        "po tej opcji musi stać wartość: {value}",
        "this option needs a value: {value}",
    ),
    "option_not_a_choice": ("dozwolone są tylko: {known}", "only these are allowed: {known}"),
    "option_twice": (
        "tę opcję można podać tylko raz",
        "this option can be given only once",
    ),
    "argument_missing": ("brakuje tego argumentu", "this argument is missing"),
    "argument_unexpected": (
        "to słowo jest zbędne; jeśli to wartość opcji, podaj ją zaraz po opcji",
        "this word is one too many; a value of an option stands right after it",
    ),
    "option_not_whole": ("to musi być liczba całkowita", "this must be a whole number"),
    "option_not_above": (
        "liczba musi być większa niż {limit}",
        "the number must be above {limit}",
    ),
    # goals, policies, rules, scenarios
    "policy_and_goal": (
        "podaj albo --policy, albo --goal, nie oba",
        "give either --policy or --goal, not both",
    ),
    "unknown_policy": (
        "nie ma takiej polityki w tabeli policies; podobne: {near}",
        "there is no such policy in table policies; similar ones: {near}",
    ),
    "unknown_goal": (
        "nie ma takiego celu; podobne: {near}",
        "there is no such goal; similar ones: {near}",
    ),
    "changes_without_earlier": (
        "ten cel mierzy się wobec wcześniejszego podziału; podaj go w --earlier",
        "this goal is measured against an earlier split; give it with --earlier",
    ),
    "uncovered_without_partial": (
        "ten cel liczy się tylko przy pokryciu częściowym; dodaj --partial",
        "this goal counts only with partial coverage; add --partial",
    ),
    "goal_without_entries": (
        "nie ma żadnej miękkiej reguły, więc ten cel niczego nie mierzy",
        "there is no soft rule, so this goal measures nothing",
    ),
    "score_missing_of": (
        "oferta nie ma tej oceny, a wymaga jej cel {needed_by}",
        "the offer has no such score, and the goal {needed_by} needs it",
    ),
    "unknown_rule_name": (
        "nie ma takiej reguły ani ograniczenia; podobne: {near}",
        "there is no such rule or constraint; similar ones: {near}",
    ),
    "not_switchable": (
        "tego wyłączyć się nie da; jeśli część zlecenia może zostać bez realizatora, "
        "użyj --partial",
        "this can not be switched off; if part of the commission may stay without a provider, "
        "use --partial",
    ),
    "scenarios_not_installed": (
        "nie zainstalowano pakietu, który stosuje warianty",
        "no package that applies scenarios is installed",
    ),
    # pins
    "pin_form": (
        "ustalenie ma postać członek:składnik=ilość, na przykład M01:C01=600",
        "a pin is member:component=quantity, such as M01:C01=600",
    ),
    "change_form": (
        "zmiana ma postać członek:składnik=ilość, na przykład M01:C01=600",
        "a change is member:component=quantity, such as M01:C01=600",
    ),
    "move_form": (
        "przesunięcie ma postać od:do:składnik=ilość, na przykład M01:M02:C01=50",
        "a shift is from:to:component=quantity, such as M01:M02:C01=50",
    ),
    "move_above_quantity": (
        "nie ma tyle do przesunięcia; jest {has}",
        "there is not so much to shift; there is {has}",
    ),
    "pin_unknown": (
        "w tabeli {refers_to} nie ma {name}; podobne: {near}",
        "table {refers_to} has no {name}; similar ones: {near}",
    ),
    "pin_given_twice": (
        "tę samą ofertę ustalono kilka razy ({count})",
        "the same offer is fixed several times ({count})",
    ),
    "pin_contradicts_table": (
        "tabela pins ustala tu inną ilość: {quantity}",
        "table pins fixes another quantity here: {quantity}",
    ),
    "pin_left_out_too": (
        "składnik wypadł ze zlecenia, więc ustalenie pominięto",
        "the component is left out, so the pin is left out too",
    ),
    # files to write
    "output_kind_unknown": (
        "nie wiadomo, co zapisać w pliku o takim rozszerzeniu; są: {known}",
        "it is not clear what to write into a file of this kind; there are: {known}",
    ),
    "output_is_input": (
        "to plik z danymi; zapisz wynik pod inną nazwą",
        "this is the input; write the output under another name",
    ),
    "output_twice": ("ten sam plik podano dwa razy", "the same file is given twice"),
    "output_is_folder": ("to folder, nie plik", "this is a folder, not a file"),
    "output_folder_missing": (
        "nie ma folderu {folder}; utwórz go albo podaj inny",
        "there is no folder {folder}; make it or give another one",
    ),
    "reference_not_installed": (
        "nie zainstalowano zlecenia wzorcowego",
        "the reference commission is not installed",
    ),
    "repeatable_by_clock": (
        "z --repeatable nie może decydować zegar; podaj granicę w --work-limit",
        "with --repeatable no clock may decide; give the limit with --work-limit",
    ),
    "state_not_ours": (
        "w tym pliku nie ma przebiegów zestawienia; podaj inny albo nowy",
        "this file holds no runs of a sweep; give another one or a new one",
    ),
    "state_in_use": (
        "z tego pliku korzysta teraz inne zestawienie; poczekaj albo podaj inny",
        "another sweep is using this file now; wait, or give another one",
    ),
    # engines that this environment can not run
    "highspy_clashes": (
        "program {engine} nie może działać obok zainstalowanego highspy {version}; "
        'odinstaluj je (pip uninstall highspy) albo weź starsze (pip install "highspy<1.14")',
        "the engine {engine} can not run beside the installed highspy {version}; "
        'remove it (pip uninstall highspy) or take an older one (pip install "highspy<1.14")',
    ),
    "engine_not_importable": (
        "biblioteki programu {engine} nie da się wczytać ({reason}); zainstaluj zależności od nowa",
        "the library of engine {engine} can not be loaded ({reason}); install the requirements "
        "again",
    ),
    "engine_not_executable": (
        "program {engine} nie daje się uruchomić ({reason}); pip install --force-reinstall pulp",
        "the engine {engine} can not be run ({reason}); pip install --force-reinstall pulp",
    ),
    # results given to check, verify and compare
    "not_a_result": (
        "to nie jest wynik tego programu w pliku .json",
        "this is no result of this program in a .json file",
    ),
    "not_a_certificate": (
        "plik obok wyniku nie jest jego certyfikatem; usuń go albo odtwórz z kopii",
        "the file beside the result is no certificate of it; remove it or restore it from a copy",
    ),
    "result_too_new": (
        "wynik ma format w wersji {version}, a program zna wersję {known}; zaktualizuj program",
        "the result has format version {version}, the program knows {known}; update the program",
    ),
    "result_without_problem": (
        "nie ma pliku z danymi, o którym mówi wynik; podaj go jako drugi argument",
        "the input that the result names is not there; give it as the second argument",
    ),
    "result_of_other_problem": (
        "wynik dotyczy innych danych: skrót problemu się różni",
        "the result is about other data: the problem digest differs",
    ),
    "checked_other_problem": (
        "ten podział powstał z innych danych; sprawdzam go wobec podanych",
        "this split was made from other data; it is checked against those given",
    ),
    "option_overrides": (
        "ta opcja zastępuje to, co zapisano przy podziale: {recalled}",
        "this option replaces what the split was made with: {recalled}",
    ),
    "recalled_scenario_missing": (
        "podział powstał w wariancie, którego w tych danych nie ma; sprawdzam bez niego",
        "the split was made under a scenario that this input does not have; checked without it",
    ),
}
