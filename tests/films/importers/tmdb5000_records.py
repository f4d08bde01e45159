"""What the committed small files hold."""

from films.importers.records import CreditRecord, FilmRecord, Key, PersonRecord, TermRecord, VotesRecord
from moviedb.lib.dates import PartialDate


def key(number: int) -> str:
    return f"5f0000000000000000{number:06x}"


def tmdb(number: int) -> Key:
    return Key("tmdb", str(number))


LEDGER = FilmRecord(
    keys=(tmdb(700001),),
    title="The Lighthouse Keeper's Ledger",
    original_title="Le Registre du gardien de phare",
    original_language="fr",
    tagline="Every wave is written down.",
    overview=(
        'A keeper counts the waves, "all of them",\nuntil one is missing.\n\n'
        "His daughter, home from Brno, checks the sums."
    ),
    release_date=PartialDate(2006, 9, 14),
    status="Released",
    runtime=98,
    budget=4_200_000,
    revenue=9_100_500,
    homepage="https://ledger.example/",
    popularity=12.375,
    genres=("Drama", "Mystery"),
    keywords=(
        TermRecord("lighthouse", tmdb(811)),
        TermRecord("double entry", tmdb(812)),
        TermRecord("tide", tmdb(813)),
    ),
    companies=(TermRecord("Studio Bréhat", tmdb(5101)), TermRecord("North Quay Pictures", tmdb(5102))),
    countries=("FR", "XC"),
    languages=("fr", "ps"),
    votes=(VotesRecord("tmdb", 7.2, 318),),
    credits=(
        CreditRecord(key(1), tmdb(31), "Acting", "Actor", "Keeper", 0, on_screen=True),
        CreditRecord(key(2), tmdb(32), "Acting", "Actor", "Gull", 1, voice=True),
        CreditRecord(key(3), tmdb(31), "Acting", "Actor", "Her own aunt", 7, uncredited=True, on_screen=True),
        CreditRecord(key(4), tmdb(33), "Acting", "Actor", "", 3, on_screen=True),
        CreditRecord(key(5), tmdb(34), "Directing", "Director"),
        CreditRecord(key(6), tmdb(34), "Writing", "Screenplay"),
        CreditRecord(key(7), tmdb(33), "Acting", "Stand In"),
    ),
)
POSEIDON = FilmRecord(
    keys=(tmdb(700002),),
    title="Poseidon Street",
    original_title="Poseidon Street",
    original_language="cn",
    release_date=PartialDate(1987, 12, 1),
    status="Rumored",
    popularity=0.000372,
    genres=("Comedy",),
    keywords=(TermRecord("poseidon", tmdb(820)), TermRecord("Poseidon", tmdb(821))),
    companies=(TermRecord("Twin Reels", tmdb(5103)), TermRecord("Twin Reels", tmdb(5104))),
    countries=("HK",),
    languages=("cn", "en"),
    votes=(VotesRecord("tmdb", 5.0, 1),),
    credits=(
        CreditRecord(key(8), tmdb(32), "Acting", "Actor", "Tram", 0, credited_as="Vanya D.", on_screen=True),
        CreditRecord(key(9), tmdb(35), "Acting", "Actor", "Conductor / Ghost", 0, on_screen=True),
        CreditRecord(key(10), tmdb(35), "Costume & Make-Up", "Costume Design"),
    ),
)
TOKYO = FilmRecord(
    keys=(tmdb(700003),),
    title="東京の物差し",
    original_title="東京の物差し",
    original_language="ja",
    overview="An apprentice measures a city.",
    release_date=PartialDate(1931, 2, 28),
    status="Released",
    runtime=61,
    popularity=0.00001,
)
BANG = FilmRecord(
    keys=(tmdb(700004),),
    title="!!!",
    original_title="!!!",
    original_language="xx",
    status="Post Production",
    budget=1,
    revenue=2_787_965_087,
    popularity=0.0,
    votes=(VotesRecord("tmdb", 10.0, 2),),
    credits=(CreditRecord(key(11), tmdb(36), "Sound", "Original Music Composer"),),
)
ODILE = PersonRecord((tmdb(31),), "Odile Kermarrec", gender=1)
IVAN = PersonRecord((tmdb(32),), "Ivan Drozd", gender=2)  # 0 in the first film, 2 in the second
PAVEL = PersonRecord((tmdb(33),), "Pavel Šťastný", gender=2)
MAUD = PersonRecord((tmdb(34),), "Maud Le Goff", gender=1)
LIN = PersonRecord((tmdb(35),), "Lin Yuk")
BO = PersonRecord((tmdb(36),), "Bo", gender=2)
