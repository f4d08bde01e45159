from django.db import migrations

from moviedb.lib.provenance.journal import FUNCTION_SQL


class Migration(migrations.Migration):
    dependencies = [
        ("provenance", "0003_journal"),
    ]

    operations = [migrations.RunSQL(FUNCTION_SQL, migrations.RunSQL.noop)]
