"""Sentences about files, sheets and cells: where reading or writing met something it can not take.

Each is a clause that follows the quoted value; `{...}` are parameters of the issue.
"""

SENTENCES: dict[str, tuple[str, str]] = {
    # files and folders
    "path_missing": (
        "nie ma takiego pliku ani folderu; sprawdź nazwę i ścieżkę",
        "there is no such file or folder; check the name and the path",
    ),
    "unreadable": (
        "nie można odczytać pliku ({detail}); sprawdź uprawnienia i czy plik nie jest otwarty",
        "the file can not be read ({detail}); check its permissions and whether it is open",
    ),
    "unknown_format": (
        "tego rodzaju plików program nie czyta; podaj folder plików CSV, .zip, .xlsx albo .json",
        "files of this kind are not read; give a folder of CSV files, .zip, .xlsx or .json",
    ),
    "no_tables": (
        "nie ma tu żadnej tabeli; potrzebne są co najmniej commission, periods, components,"
        " demand, members i offers",
        "there is no table here; at least commission, periods, components, demand, members and"
        " offers are needed",
    ),
    "table_twice": (
        "ta sama tabela jest podana dwa razy; zostaw jedną z nich",
        "the same table is given twice; leave one of them",
    ),
    "several_folders": (
        "tabele leżą w kilku folderach archiwum; spakuj folder jednego zlecenia",
        "the tables lie in several folders of the archive; pack the folder of one commission",
    ),
    "not_a_table": (
        "nie jest tabelą programu; pominięto",
        "is no table of the program; left alone",
    ),
    "result_not_problem": (
        "to jest wynik podziału, a nie dane zlecenia; podaj plik z danymi",
        "this is the result of a split, not the data of a commission; give the file with the data",
    ),
    "too_large": (
        "więcej niż {limit} MB danych; usuń z pliku to, co nie należy do zlecenia",
        "more than {limit} MB of data; take out what does not belong to the commission",
    ),
    "too_many_rows": (
        "więcej niż {limit} wierszy; usuń te, które nie należą do zlecenia",
        "more than {limit} rows; take out those that do not belong to the commission",
    ),
    # archives and workbooks
    "not_an_archive": (
        "pliku nie da się rozpakować: jest uszkodzony, ucięty albo ma złe rozszerzenie"
        " ({detail}); zapisz go jeszcze raz",
        "the file can not be unpacked: it is damaged, cut short or has the wrong suffix"
        " ({detail}); save it once more",
    ),
    "encrypted": (
        "plik jest zaszyfrowany hasłem; zapisz go bez hasła",
        "the file is encrypted with a password; save it without one",
    ),
    "old_workbook": (
        "to skoroszyt w starym formacie .xls; zapisz go jako .xlsx",
        "this is a workbook in the old format .xls; save it as .xlsx",
    ),
    "packed_too_tightly": (
        "plik {entry} w środku rozpakowuje się ponad {limit} razy większy; ze względów"
        " bezpieczeństwa nie jest czytany",
        "the file {entry} inside unpacks to more than {limit} times its size; it is not read, for"
        " safety",
    ),
    "not_a_workbook": (
        "to archiwum nie jest skoroszytem; zapisz dane jako .xlsx",
        "this archive is no workbook; save the data as .xlsx",
    ),
    "broken_workbook": (
        "skoroszyt jest uszkodzony ({detail}); otwórz go w arkuszu i zapisz jeszcze raz jako .xlsx",
        "the workbook is damaged ({detail}); open it in a spreadsheet and save it again as .xlsx",
    ),
    # delimited text
    "not_text": (
        "to nie jest plik tekstowy; zapisz arkusz jako CSV (UTF-8)",
        "this is no text file; save the sheet as CSV (UTF-8)",
    ),
    "bad_encoding": (
        "znaki zapisane są w nieznanym kodowaniu; zapisz plik jako CSV UTF-8",
        "the characters are in an unknown encoding; save the file as CSV UTF-8",
    ),
    "read_as_windows_1250": (
        "plik nie jest w UTF-8; odczytano go jako Windows-1250",
        "the file is not in UTF-8; it was read as Windows-1250",
    ),
    "broken_quotes": (
        "cudzysłów nie jest zamknięty albo stoi w złym miejscu ({detail}); popraw ten wiersz",
        "a quotation mark is not closed or stands in the wrong place ({detail}); correct this row",
    ),
    # JSON documents
    "broken_json": (
        "to nie jest poprawny JSON, znak {column} wiersza ({detail})",
        "this is no valid JSON, character {column} of the line ({detail})",
    ),
    "json_key_twice": (
        "ten klucz jest w jednym obiekcie dwa razy; zostaw jeden",
        "this key is twice in one object; leave one",
    ),
    "json_not_an_object": (
        "tu powinien być obiekt JSON, czyli pary „nazwa: wartość” w nawiasach klamrowych",
        "a JSON object is expected here: pairs “name: value” in braces",
    ),
    "json_not_a_list": (
        "tu powinna być lista obiektów JSON w nawiasach kwadratowych",
        "a list of JSON objects in brackets is expected here",
    ),
    "bad_format_version": (
        "wersja formatu to liczba całkowita, obecnie 1",
        "the version of the format is a whole number, now 1",
    ),
    "format_too_new": (
        "plik jest w nowszej wersji formatu niż {known}, którą zna ten program; zainstaluj nowszy"
        " program",
        "the file is in a newer version of the format than {known}, which this program knows;"
        " install a newer program",
    ),
    # headings and columns
    "no_headings": (
        "nie znaleziono wiersza nagłówków; potrzebne są kolumny: {wanted}",
        "no row of headings was found; these columns are needed: {wanted}",
    ),
    "missing_column": (
        "brakuje tej kolumny, a jest obowiązkowa; dodaj ją albo popraw podobny nagłówek",
        "this column is missing, and it is required; add it or correct a similar heading",
    ),
    "duplicate_column": (
        "dwa nagłówki oznaczają tę samą kolumnę; zostaw jeden",
        "two headings mean this same column; leave one",
    ),
    "similar_column": (
        "nieznana kolumna; czy chodziło o {near}? Zostanie tylko przepisana do zestawień",
        "an unknown column; did you mean {near}? It is only carried through to reports",
    ),
    "unnamed_column": (
        "w tej kolumnie są dane, ale nie ma nagłówka; pominięto ją",
        "this column has data but no heading; it was left out",
    ),
    "column_left_out": (
        "tabela commission ma tylko kolumny key, value i meaning; tę pominięto",
        "table commission only has the columns key, value and meaning; this one was left out",
    ),
    "missing_key": (
        "brakuje wiersza z tym kluczem, a jest obowiązkowy; dopisz go z wartością",
        "the row with this key is missing, and it is required; add it with its value",
    ),
    "similar_key": (
        "nieznany klucz; czy chodziło o {near}?",
        "an unknown key; did you mean {near}?",
    ),
    # cells
    "error_value": (
        "w komórce jest błąd arkusza; popraw formułę albo wpisz wartość",
        "the cell holds a spreadsheet error; correct the formula or type the value",
    ),
    "formula_without_value": (
        "formuła zapisana bez wyniku; otwórz plik w arkuszu, przelicz i zapisz, albo wpisz wartość",
        "a formula saved without its result; open the file in a spreadsheet, recalculate and save,"
        " or type the value",
    ),
    "not_a_cell": (
        "tu może być tylko jedna wartość, nie lista ani obiekt",
        "only a single value can stand here, no list or object",
    ),
    "bad_number": (
        "to nie jest liczba; wpisz na przykład 1234,50",
        "this is no number; type for example 1234.50",
    ),
    "sign_out_of_place": (
        "znak przy liczbie (%, zł, godziny) nie pasuje do tej kolumny; wpisz samą liczbę w jej"
        " jednostce",
        "the sign beside the number (%, zł, hours) does not fit this column; type the bare number"
        " in the unit of the column",
    ),
    "ambiguous_number": (
        "nie wiadomo, czy kropka oddziela tysiące, czy ułamek; wpisz na przykład 1234 albo 1,234",
        "the point may separate thousands or decimals; type for example 1234 or 1,234 with the"
        " comma as decimal mark",
    ),
    "decimal_comma": (
        "w pliku rozdzielanym przecinkami i w JSON ułamek oddziela kropka; wpisz na przykład 49.80",
        "in a comma-separated file and in JSON the point is the decimal mark; type for example"
        " 49.80",
    ),
    "not_finite": (
        "to nie jest skończona liczba; wpisz wartość albo zostaw komórkę pustą",
        "this is no finite number; type a value or leave the cell empty",
    ),
    "scientific_number": (
        "liczba w zapisie skróconym, być może zaokrąglona; wpisz wszystkie cyfry",
        "a number in shortened form, perhaps rounded; type all its digits",
    ),
    "too_many_decimals": (
        "najwyżej {places} miejsca po przecinku; zaokrąglij świadomie",
        "at most {places} decimals; round it on purpose",
    ),
    "number_too_large": (
        "liczba większa niż bilion (10^12); sprawdź jednostkę i liczbę zer",
        "a number beyond 10^12; check the unit and the number of zeros",
    ),
    "number_too_long": (
        "za dużo cyfr po przecinku; zaokrąglij świadomie",
        "too many decimals; round it on purpose",
    ),
    "not_whole": (
        "potrzebna jest liczba całkowita",
        "a whole number is needed",
    ),
    "percent_format": (
        "komórka ma format procentowy i zawiera setną część tego, co pokazuje; zmień format na"
        " liczbowy i wpisz {percent}",
        "the cell is formatted as percent and holds a hundredth of what it shows; format it as a"
        " number and type {percent}",
    ),
    "percent_bound": (
        "znak % nie pasuje do jednostki {unit}; wpisz samą liczbę w tej jednostce",
        "the sign % does not fit the unit {unit}; type the bare number in that unit",
    ),
    "bad_flag": (
        "wpisz tak albo nie (1 albo 0)",
        "type yes or no (1 or 0)",
    ),
    "bad_date": (
        "to nie jest data; wpisz na przykład 2026-01-31 albo 31.01.2026",
        "this is no date; type for example 2026-01-31 or 31.01.2026",
    ),
    "bad_period": (
        "to nie jest miesiąc; wpisz na przykład 2026-01",
        "this is no month; type for example 2026-01",
    ),
    "bad_identifier": (
        "znak nie może zawierać średnika, końca wiersza ani być wartością logiczną; zmień go",
        "an id can not hold a semicolon or a line end, nor be true or false; change it",
    ),
    "date_for_identifier": (
        "arkusz zamienił znak na datę albo godzinę; ustaw format tekstowy i wpisz znak jeszcze raz",
        "the spreadsheet turned an id into a date or time; format the cell as text and type it"
        " again",
    ),
    # writing
    "unknown_output": (
        "nie wiadomo, jaki plik zapisać; podaj nazwę z .xlsx, .json albo .zip, bez rozszerzenia"
        " powstanie folder plików CSV",
        "it is not clear what to write; give a name with .xlsx, .json or .zip, without a suffix a"
        " folder of CSV files is made",
    ),
    "folder_not_ours": (
        "w folderze jest coś, co nie jest tabelą; wybierz inny folder, żeby niczego nie stracić",
        "the folder holds something that is no table; choose another one, so that nothing is lost",
    ),
    "not_writable": (
        "nie można tu zapisać ({detail}); wybierz inne miejsce albo zamknij otwarty plik",
        "it can not be written here ({detail}); choose another place or close the open file",
    ),
    "text_too_long": (
        "tekst nie mieści się w komórce skoroszytu; skróć go albo zapisz dane jako CSV lub JSON",
        "the text does not fit into a cell of a workbook; shorten it or save the data as CSV or"
        " JSON",
    ),
    # splits given to be checked
    "split_without_columns": (
        "nie znaleziono kolumn member_id, component_id i quantity (członek, składnik, ilość)",
        "the columns member_id, component_id and quantity were not found",
    ),
    "pair_twice": (
        "ta para jest już w wierszu {first_row}; zostaw jeden z wierszy",
        "this pair is already in row {first_row}; leave one of the rows",
    ),
    "unknown_member": (
        "nie ma takiego członka w danych; podobne: {near}",
        "there is no such member in the data; similar ones: {near}",
    ),
    "unknown_component": (
        "nie ma takiego składnika w danych; podobne: {near}",
        "there is no such component in the data; similar ones: {near}",
    ),
}
