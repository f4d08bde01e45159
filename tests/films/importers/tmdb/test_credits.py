from films.importers.records import Key, NameRecord, PersonRecord
from films.importers.tmdb.credits import people_of, read_credits, top_people
from tests.films.importers.tmdb import world


def read(cast=(), crew=()):
    reports: list[str] = []
    return list(read_credits(world.film(1, cast=cast, crew=crew), reports.append)), reports


def test_credits_keep_several_rows_of_one_person():
    credits, reports = read(
        cast=(world.cast(1, "a", "Ion", 0), world.cast(1, "b", "His twin", 4)),
        crew=(world.crew(1, "c"), world.crew(1, "d", "Writing", "Screenplay"), world.crew(1, "e", "Writing", "Story")),
    )
    assert reports == []
    assert [(c.key, c.department, c.job, c.character, c.billing_order) for c in credits] == [
        ("a", "Acting", "Actor", "Ion", 0),
        ("b", "Acting", "Actor", "His twin", 4),
        ("c", "Directing", "Director", "", None),
        ("d", "Writing", "Screenplay", "", None),
        ("e", "Writing", "Story", "", None),
    ]


def test_credits_characters_with_notes_ties_and_gaps():
    credits, _ = read(cast=(
        world.cast(1, "a", "", 0), world.cast(2, "b", "Ion / Vasile", 7), world.cast(3, "c", "A fox (voice)", 7),
        world.cast(4, "d", "Guard (uncredited)", 900), world.cast(5, "e", "X") | {"order": None},
    ))  # fmt: skip
    assert [(c.character, c.billing_order, c.voice, c.uncredited, c.on_screen) for c in credits] == [
        ("", 0, False, False, True),
        ("Ion / Vasile", 7, False, False, True),
        ("A fox", 7, True, False, False),
        ("Guard", 900, False, True, True),
        ("X", None, False, False, True),
    ]


def test_credits_that_are_damaged_cost_themselves():
    credits, reports = read(
        cast=(
            world.cast(1, "a"),
            world.cast(2, ""),
            world.cast(0, "c"),
            world.cast(3, "a"),
            world.cast(4, "d", name=""),
        ),
        crew=(
            world.crew(5, "e", "Catering", "Cook"),
            world.crew(6, "f", "Actors", "Extra"),
            world.crew(7, "g", job=""),
        ),
    )
    # A person without a name has the original one.
    assert [c.key for c in credits] == ["a", "d", "f"]
    assert [report.partition(" is none of")[0] for report in reports] == [
        "cast: credit key: is empty", "cast: id: is missing", "cast: credit_id: a occurs twice",
        "crew: department: 'Catering'", "crew: job: is empty",
    ]  # fmt: skip


def test_credits_of_a_very_large_film():
    cast = tuple(world.cast(n, f"a{n}", f"Part {n}", n) for n in range(1, 49))
    crew = tuple(world.crew(n % 460 + 1000, f"c{n}", "Visual Effects", "Compositor") for n in range(512))
    credits, reports = read(cast, crew)
    assert (len(credits), reports) == (560, [])


def test_people_of_a_film_are_partial_records():
    entry = world.cast(1, "a", original_name="鞏俐", name="Gong Li", gender=1, profile_path="/g.jpg")
    assert list(people_of(world.film(1, cast=(entry, world.cast(0, "b"))))) == [
        PersonRecord(
            keys=(Key("tmdb", "1"),), name="Gong Li", gender=1, known_for_department="Acting", portrait_path="/g.jpg",
            popularity=1.5, names=(NameRecord("鞏俐", "native"),), partial=True,
        )
    ]  # fmt: skip


def test_top_people_are_the_head_of_the_bill_and_the_authors():
    cast = tuple(world.cast(n, f"a{n}", order=20 - n) for n in range(1, 15))
    crew = (world.crew(30, "b"), world.crew(31, "c", "Writing", "Novel"), world.crew(32, "d", "Sound", "Mixer"))
    credits, _ = read(cast, crew)
    assert top_people(tuple(credits)) == [*map(str, range(14, 4, -1)), "30", "31"]
