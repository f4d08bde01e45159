from django.db import migrations

from moviedb.lib.provenance.journal import triggers_sql

NAMES = ("fold", "latin", "bigrams")
TABLES = {
    "films_film": ("sort_key", "release_year"),
    "films_filmexternalid": (),
    "films_filmsourcevalues": (),
    "films_filmgenre": (),
    "films_filmkeyword": (),
    "films_filmcompany": (),
    "films_filmcountry": (),
    "films_filmlanguage": (),
    "films_filmname": NAMES,
    "films_filmtext": (),
    "films_releasedate": (),
    "films_video": (),
    "films_filmvotes": (),
    "films_credit": (),
    "films_creditkey": (),
    # terms: countries and languages are not noted, they are ISO's and stay
    "films_genre": ("fold",),
    "films_keyword": ("fold",),
    "films_company": ("fold",),
    "films_companyexternalid": (),
    "films_collection": ("fold",),
    "films_collectionexternalid": (),
    "films_job": (),
    # what joining leaves
    "provenance_redirect": (),
}


class Migration(migrations.Migration):
    dependencies = [("films", "0005_longer_titles"), ("provenance", "0003_journal"), ("people", "0005_journal")]

    operations = [migrations.RunSQL(*triggers_sql(table, generated)) for table, generated in TABLES.items()]
