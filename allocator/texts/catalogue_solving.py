"""Sentences about a run: what is odd about the goals that were asked for.

Each is a clause that follows the quoted value; `{...}` are parameters of the issue.
"""

SENTENCES: dict[str, tuple[str, str]] = {
    "target_without_offer": (
        "członek ma udział w kluczu podziału, ale żadnej oferty, której można użyć; "
        "najmniejszy stosunek do celu wynosi przez to 0",
        "the member has a share in the distribution key but no offer that can be used; "
        "this makes the smallest ratio 0",
    ),
    "ledger_counted": (
        "cele zawierają zaległości i nadwyżki minionych lat; pokazuje je allocator ledger",
        "targets hold what is open from past years; allocator ledger shows it",
    ),
    "no_claim_this_year": (
        "w minionych latach dostał tyle ponad udział, że w tym roku nie ma już roszczenia; "
        "reszta przechodzi na następny rok",
        "had so much more than its share in past years that it has no claim this year; "
        "the rest carries on to the next",
    ),
    "money_goal_without_tolerance": (
        "kwota utrzymana co do grosza przed celem cost bywa nie do udowodnienia; "
        "lepiej dać tolerancję co najmniej 0,1%",
        "an amount held to the grosz before the goal cost can be impossible to prove; "
        "a tolerance of at least 0.1% is better",
    ),
    "certificate_only_of_levels": (
        "tego celu dowodzi program, który szukał, i sprawdza go arytmetyka; osobnego certyfikatu "
        "nie ma, bo tylko dowód celu target_share jest krótką listą wierszy, którą sprawdzi ktoś "
        "inny",
        "this goal is proved by the engine that searched, and checked by arithmetic; there is no "
        "certificate beside it, since only the proof of goal target_share is a short list of rows "
        "that somebody else can test",
    ),
    "certificate_behind_mean": (
        "po tym celu poziomy target_share nie mają certyfikatu: model zna taką średnią tylko przez "
        "styczne, których jest za dużo, by je spisać; certyfikat powstaje, gdy target_share stoi "
        "przed nim",
        "behind this goal the levels of target_share have no certificate: the model knows such a "
        "mean by tangents only, too many to write down; with target_share before it there is one",
    ),
    "engine_failed": (
        "silnik skończył sam, bez odpowiedzi, i podał: {words}; można wybrać inny (--backend)",
        "the engine ended by itself without an answer and said: {words}; another can be chosen "
        "(--backend)",
    ),
}
