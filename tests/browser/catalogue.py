"""A film with every fact, and films and people as sources give them at their worst."""

from dataclasses import dataclass
from typing import Any

from films.models import (
    Collection,
    Company,
    Country,
    Department,
    Film,
    FilmCompany,
    FilmCountry,
    FilmExternalId,
    FilmLanguage,
    FilmName,
    FilmVotes,
    Language,
    ReleaseDate,
    SimilarFilm,
    Video,
)
from moviedb.lib.links import genre_url
from people.models import Person, PersonExternalId, PersonName
from tests.factories import make_credit, make_film, make_genre, make_image, make_keyword, make_person

OVERVIEW = (
    "Thirty years after he lost his post a conductor sweeps the floors of his old hall. When an invitation from "
    "abroad lands in the wrong tray he keeps it, gathers his friends of those days, who now drive ambulances, sell "
    "groceries and dub films for a living, and goes in the orchestra’s place to finish the concerto that was broken "
    "off that night. All he still needs is a soloist, and he will have no other than a celebrated young violinist "
    "who has never played that work and does not know why he asks her of all people."
)
AWKWARD_TITLES = [
    "M",
    "東京物語",
    "ملكة الصحراء والليل الطويل",
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
    "Night of the Day of the Dawn of the Son of the Bride of the Return of the Revenge of the Terror " * 3,
    "!!!",
    "1917",
    "Нелюбовь",
    "🎻👩‍🎤☔",
    "a" * 300,
]


@dataclass(frozen=True)
class Catalogue:
    full: Film
    bare: Film
    long: Film
    pictured: Film
    person: Person
    nobody: Person

    @property
    def pages(self) -> dict[str, str]:
        film, person = self.full.get_absolute_url(), self.person.get_absolute_url()
        return {
            "home": "/",
            "films": "/films/",
            "films narrowed": "/films/?decade=2000&rating=7",
            "films refused": "/films/?since=then&rating=99",
            "people": "/people/",
            "people narrowed": "/people/?letter=l",
            "search": "/search/?q=concert",
            "nothing found": "/search/?q=nobodyhasthisname",
            "overview": film,
            "cast": f"{film}cast/",
            "info": f"{film}info/",
            "similar": f"{film}similar/",
            "bare overview": self.bare.get_absolute_url(),
            "long overview": self.long.get_absolute_url(),
            "long cast": f"{self.long.get_absolute_url()}cast/",
            "photographs": self.pictured.get_absolute_url(),
            "person": person,
            "bare person": self.nobody.get_absolute_url(),
            "hidden hands": "/hidden-hands/",
            "genres": "/films/genres/",
            "genre": genre_url(self.full.film_genres.all()[0].genre_id, "Drama"),
            "about": "/about/",
            "how similar": "/about/similar-films/",
            "not found": "/nothing-here/",
        }


PAGES = (
    "home", "films", "films narrowed", "films refused", "people", "people narrowed", "search", "nothing found",
    "overview", "cast", "info", "similar", "bare overview", "long overview", "long cast", "photographs",
    "person", "bare person", "hidden hands", "genres", "genre", "about", "how similar", "not found",
)  # fmt: skip


def make_catalogue() -> Catalogue:
    person = make_person(
        "Mélanie Laurent", biography="An actress and director.\n\nShe plays the violin in one film.",
        birth_date="1983-02-21", birth_place="Paris, France", known_for_department="Acting", credit_count=9,
    )  # fmt: skip
    PersonExternalId.objects.create(person=person, source="imdb", value="nm0491259")
    PersonName.objects.create(person=person, kind=PersonName.Kind.ALIAS, text="M. Laurent")
    full, long = _full_film(person), _long_film()
    return Catalogue(full, make_film("Bare"), long, _pictured_film(person), person, make_person("B" * 120))


def _full_film(star: Person) -> Film:
    french, _ = Language.objects.get_or_create(code="fr", defaults={"name": "French"})
    france, _ = Country.objects.get_or_create(code="FR", defaults={"name": "France"})
    film = make_film(
        "The Concert", original_title="Le Concert", original_language=french, release_date="2009-11-04", runtime=119,
        tagline="A great deception for one great evening.", overview=OVERVIEW, budget=1, revenue=2, status="Released",
        popularity=9.5, homepage="https://example.org/concert", collection=Collection.objects.create(name="Concerts"),
    )  # fmt: skip
    for genre in ("Drama", "Comedy"):
        make_genre(film, genre)
    for keyword in ("violin", "orchestra"):
        make_keyword(film, keyword)
    FilmCountry.objects.create(film=film, country=france)
    FilmLanguage.objects.create(film=film, language=french)
    FilmCompany.objects.create(film=film, company=Company.objects.create(name="Les Productions"))
    FilmVotes.objects.create(film=film, site="tmdb", average="7.2", count=435, origin="test", distribution=[*range(10)])
    FilmExternalId.objects.create(film=film, source="imdb", value="tt1320082")
    FilmName.objects.create(film=film, kind=FilmName.Kind.ALTERNATIVE, language="fr", text="Le concert russe")
    ReleaseDate.objects.create(film=film, country=france, date="2009-11-04", type=3, certification="U", note="Paris")
    Video.objects.create(film=film, site="YouTube", key="abc", name="Trailer", kind="Trailer", published="2009-10")
    _credits_of(film, star)
    for rank, title in enumerate(AWKWARD_TITLES * 2, 1):
        other = make_film(title, release_date="1994" if rank % 3 else None, popularity=rank)
        reasons = [{"code": "keyword", "ids": [row.keyword_id for row in film.film_keywords.all()]}]
        SimilarFilm.objects.create(film=film, rank=rank, other=other, score=1 / rank, reasons=reasons)
    return film


def _credits_of(film: Film, star: Person) -> None:
    part = make_credit(film, star, character="Anne-Marie Jacquet", billing_order=1)
    for order in range(2, 13):
        make_credit(film, character=f"Musician {order}", billing_order=order, uncredited=order == 12)
    director = make_person("Radu Mihăileanu")
    make_credit(film, director, department=Department.DIRECTING, job="Director")
    make_credit(film, director, department=Department.WRITING, job="Screenplay")
    soloist = make_person("Sarah Nemtanu")
    make_credit(
        film, soloist, department=Department.SOUND, job="Violin solos", performed_for=part, work="Violin Concerto"
    )
    for number in range(40):
        make_credit(film, department=Department.CREW, job=f"Job {number // 4}")


def _pictured_film(star: Person) -> Film:
    """Photographs of the film and of half of its cast; the star's own page shows hers."""
    described: dict[str, Any] = {
        "caption": "A long caption " * 9, "credit": "C. Redit", "licence": "CC BY 4.0", "focus_x": 20,
        "source_url": "https://example.org/picture",
    }  # fmt: skip
    backdrop = make_image("#204060", (1280, 600), alt="A stage.", **described)
    film = make_film("Pictured", poster=make_image(**described), backdrop=backdrop, overview=OVERVIEW)
    Person.objects.filter(pk=star.pk).update(portrait=make_image("#806040", (300, 375), **described))
    make_credit(film, star, character="Soloist")
    make_credit(film, make_person("Without Portrait"), character="Conductor")
    return film


def _long_film() -> Film:
    film = make_film("Very long " * 25, overview=OVERVIEW * 8, tagline="w" * 300, original_title="O" * 200)
    for order in range(60):
        make_credit(film, make_person(f"{'Longname' * 12} {order}"), character="C" * 200, billing_order=order)
    make_credit(film, make_person("D" * 150), department=Department.DIRECTING, job="Director")
    return film
