"""English names of countries and languages for the codes that sources use.

They fill the tables of countries and languages, where an editor may change them. Most are CLDR's, from Babel.
"""

from functools import lru_cache

from babel import Locale

COUNTRIES = {
    # Former countries: withdrawn ISO codes, and TMDB's XC and XG for two that ISO never coded apart.
    "AN": "Netherlands Antilles",
    "BU": "Burma",
    "CS": "Serbia and Montenegro",
    "DD": "East Germany",
    "SU": "Soviet Union",
    "TP": "East Timor",
    "XC": "Czechoslovakia",
    "XG": "East Germany",
    "YU": "Yugoslavia",
    "ZR": "Zaire",
    # The short names, which CLDR has too but Babel leaves out.
    "HK": "Hong Kong",
    "MM": "Myanmar",
    "MO": "Macao",
    "PS": "Palestine",
}
LANGUAGES = {
    # TMDB's own.
    "cn": "Cantonese",
    "xx": "No language",
    # Withdrawn or never in CLDR.
    "bh": "Bihari",
    "in": "Indonesian",
    "iw": "Hebrew",
    "ji": "Yiddish",
    "mo": "Moldavian",
    "sh": "Serbo-Croatian",
}
_ENGLISH = Locale("en")


@lru_cache(maxsize=1024)
def country_name(code: str) -> str:
    """ "FR" → "France"; a code that nobody knows names itself."""
    return COUNTRIES.get(code) or str(_ENGLISH.territories.get(code, code))


@lru_cache(maxsize=1024)
def language_name(code: str) -> str:
    """ "ro" → "Romanian"; a code that nobody knows names itself."""
    return LANGUAGES.get(code) or str(_ENGLISH.languages.get(code.replace("-", "_"), code))
