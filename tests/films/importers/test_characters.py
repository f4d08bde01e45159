import pytest

from films.importers.characters import Character, read_character


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Character("")),
        ("Jake Sully", Character("Jake Sully")),
        ("Puss (voice)", Character("Puss", voice=True)),
        ("Puss (Voice)", Character("Puss", voice=True)),
        ("Puss ( voice )", Character("Puss", voice=True)),
        ("Puss(voice)", Character("Puss", voice=True)),
        ("(voice)", Character("", voice=True)),
        ("Guard (uncredited)", Character("Guard", uncredited=True)),
        ("Guard (UNCREDITED)", Character("Guard", uncredited=True)),
        ("Prisoner (voice) (uncredited)", Character("Prisoner", voice=True, uncredited=True)),
        ("Prisoner (voice, uncredited)", Character("Prisoner", voice=True, uncredited=True)),
        ("Prisoner (uncredited / voice)", Character("Prisoner", voice=True, uncredited=True)),
        ("Fencer (as Greg Lockett)", Character("Fencer", credited_as="Greg Lockett")),
        ("Fencer (as O'Town)", Character("Fencer", credited_as="O'Town")),
        ('Fencer (as "Darla")', Character("Fencer", credited_as='"Darla"')),
        ("Fencer (As Émile, Jr.)", Character("Fencer", credited_as="Émile, Jr.")),
        ("Ballerina (voice) (as Vanya)", Character("Ballerina", voice=True, credited_as="Vanya")),
        ("Pietro (as a child)", Character("Pietro (as a child)")),
        ("Himself (archive footage)", Character("Himself (archive footage)")),
        ("Himself (archive footage; uncredited)", Character("Himself (archive footage)", uncredited=True)),
        ("Wolf (voice) (archive sound)", Character("Wolf (archive sound)", voice=True)),
        ("Rex (outtakes) (voice) (uncredited)", Character("Rex (outtakes)", voice=True, uncredited=True)),
        ("Esmeralda (singing voice)", Character("Esmeralda (singing voice)", voice=True)),
        ("Ponyo (voice: English)", Character("Ponyo (voice: English)", voice=True)),
        ("Clerk (O / S Ministry)", Character("Clerk (O / S Ministry)")),
        ("(Uncle) John", Character("(Uncle) John")),
        ("Stuart / Kevin (voice)", Character("Stuart / Kevin", voice=True)),
        ("Jarvis (voice) / Vision", Character("Jarvis (voice) / Vision")),
        ("Duck (voice) / Drake / Witch (voice)", Character("Duck (voice) / Drake / Witch (voice)")),
        ("Bob (voice) / Terry (voice)", Character("Bob / Terry", voice=True)),
        ("Voice of the Ring", Character("Voice of the Ring")),
        ("Man (", Character("Man (")),
        ("Man (young", Character("Man (young")),
        ("Man ((voice))", Character("Man ((voice))")),
        ("Man ()", Character("Man ()")),
    ],
)
def test_read_character(text, expected):
    assert read_character(text) == expected
