"""Synthetic films and people in the shapes in which TMDB's API tells of them."""

from typing import Any

Body = dict[str, Any]


def film(number: int, title: str = "", cast: tuple[Body, ...] = (), crew: tuple[Body, ...] = (), **fields: Any) -> Body:
    """With everything that can be appended; a stand-in server leaves out what was not asked for."""
    return {
        "adult": False, "softcore": False, "video": False, "id": number, "imdb_id": None,
        "title": title or f"Film {number}", "original_title": f"Original {number}", "original_language": "fr",
        "overview": f"What happens in film {number}.", "tagline": "", "homepage": "", "status": "Released",
        "release_date": "2009-11-04", "runtime": 119, "budget": 0, "revenue": 0, "popularity": 3.5,
        "vote_average": 7.2, "vote_count": 40, "poster_path": f"/p{number}.jpg", "backdrop_path": None,
        "belongs_to_collection": None, "genres": [{"id": 18, "name": "Drama"}],
        "production_companies": [], "production_countries": [{"iso_3166_1": "FR", "name": "France"}],
        "origin_country": ["FR"], "spoken_languages": [{"english_name": "French", "iso_639_1": "fr", "name": ""}],
        "credits": {"id": number, "cast": list(cast), "crew": list(crew)},
        "keywords": {"id": number, "keywords": []},
        "release_dates": {"id": number, "results": []},
        "external_ids": {"id": number, "imdb_id": None, "wikidata_id": None, "facebook_id": ""},
        "alternative_titles": {"id": number, "titles": []},
        "translations": {"id": number, "translations": []},
        "videos": {"id": number, "results": []},
        **fields,
    }  # fmt: skip


def nothing(number: int) -> Body:
    """As /movie/latest tells of a film of which nobody knows more than its title."""
    empty: Body = {"overview": "", "tagline": "", "homepage": None, "release_date": "", "status": "Released"}
    zeros: Body = {"runtime": 0, "budget": 0, "revenue": 0, "popularity": 0.0, "vote_average": 0.0, "vote_count": 0}
    nulls: Body = {"poster_path": None, "backdrop_path": None, "belongs_to_collection": None, "imdb_id": None}
    lists: Body = {"genres": [], "production_companies": [], "production_countries": [], "spoken_languages": []}
    return film(number, f"Film {number}", **empty, **zeros, **nulls, **lists)


def _row(person: int, credit: str, **fields: Any) -> Body:
    return {
        "adult": False, "gender": 0, "id": person, "known_for_department": "Acting", "name": f"Person {person}",
        "original_name": f"Person {person}", "popularity": 1.5, "profile_path": None,
        "credit_id": credit, **fields,
    }  # fmt: skip


def cast(person: int, credit: str, character: str = "", order: int = 0, **fields: Any) -> Body:
    return _row(person, credit, cast_id=order + 1, character=character, order=order, **fields)


def crew(person: int, credit: str, department: str = "Directing", job: str = "Director", **fields: Any) -> Body:
    return _row(person, credit, department=department, job=job, **fields)


def person(number: int, **fields: Any) -> Body:
    return {
        "adult": False, "also_known_as": [], "biography": f"The life of person {number}.", "birthday": "1950-05-01",
        "deathday": None, "gender": 1, "homepage": None, "id": number, "imdb_id": None,
        "known_for_department": "Acting", "name": f"Person {number}", "place_of_birth": "Iași, Romania",
        "popularity": 1.5, "profile_path": f"/face{number}.jpg",
        "external_ids": {"id": number, "imdb_id": None, "wikidata_id": None},
        "translations": {"id": number, "translations": []},
        **fields,
    }  # fmt: skip


def translation(language: str, region: str, **data: Any) -> Body:
    texts = {"homepage": "", "overview": "", "runtime": 0, "tagline": "", "title": ""}
    return {"iso_639_1": language, "iso_3166_1": region, "name": "", "english_name": "", "data": {**texts, **data}}
