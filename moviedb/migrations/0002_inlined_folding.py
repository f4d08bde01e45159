"""The search functions again, no longer STRICT: as such Postgres inlines them. What they return stays the same."""

from django.db import migrations

from moviedb.lib import folding


class Migration(migrations.Migration):
    dependencies = [("moviedb", "0001_search_functions")]
    operations = [migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in folding.FUNCTIONS]
