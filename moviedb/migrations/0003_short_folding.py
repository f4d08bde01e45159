"""The search functions again, with a shorter way for Latin letters. What they return stays the same."""

from django.db import migrations

from moviedb.lib import folding


class Migration(migrations.Migration):
    dependencies = [("moviedb", "0002_inlined_folding")]
    operations = [migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in folding.FUNCTIONS]
