import pytest

from films.importers.vocabulary import COUNTRIES, LANGUAGES, country_name, language_name


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("FR", "France"),
        ("US", "United States"),
        ("CI", "Côte d’Ivoire"),
        ("HK", "Hong Kong"),
        ("XK", "Kosovo"),
        ("SU", "Soviet Union"),
        ("YU", "Yugoslavia"),
        ("CS", "Serbia and Montenegro"),
        ("XC", "Czechoslovakia"),
        ("XG", "East Germany"),
        ("DD", "East Germany"),
        ("AN", "Netherlands Antilles"),
        ("ZR", "Zaire"),
        ("QQ", "QQ"),
    ],
)
def test_country_name(code, name):
    assert country_name(code) == name


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("ro", "Romanian"),
        ("fr", "French"),
        ("pt-BR", "Brazilian Portuguese"),
        ("no", "Norwegian"),
        ("xx", "No language"),
        ("cn", "Cantonese"),
        ("sh", "Serbo-Croatian"),
        ("mo", "Moldavian"),
        ("qq", "qq"),
        ("zh-CN", "zh-CN"),
    ],
)
def test_language_name(code, name):
    assert language_name(code) == name


def test_own_names_fit_the_tables():
    assert [name for name in (*COUNTRIES.values(), *LANGUAGES.values()) if not 0 < len(name) <= 100] == []
