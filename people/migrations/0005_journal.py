from django.db import migrations

from moviedb.lib.provenance.journal import triggers_sql

NAMES = ("fold", "latin", "bigrams")
TABLES = {
    "people_person": ("sort_key",),
    "people_personexternalid": (),
    "people_personsourcevalues": (),
    "people_personname": NAMES,
}


class Migration(migrations.Migration):
    dependencies = [("people", "0004_longer_names"), ("provenance", "0003_journal")]

    operations = [migrations.RunSQL(*triggers_sql(table, generated)) for table, generated in TABLES.items()]
