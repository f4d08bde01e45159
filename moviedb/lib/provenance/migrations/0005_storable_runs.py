from django.db import migrations, models

import moviedb.lib.provenance.models.import_run


class Migration(migrations.Migration):
    dependencies = [
        ("provenance", "0004_journal_of_large_statements"),
    ]

    operations = [
        migrations.AlterField(
            model_name="importrun",
            name="counts",
            field=models.JSONField(
                default=dict, encoder=moviedb.lib.provenance.models.import_run.StorableEncoder, verbose_name="counts"
            ),
        ),
        migrations.AlterField(
            model_name="importrun",
            name="files",
            field=models.JSONField(
                default=list, encoder=moviedb.lib.provenance.models.import_run.StorableEncoder, verbose_name="files"
            ),
        ),
        migrations.AlterField(
            model_name="importrun",
            name="options",
            field=models.JSONField(
                default=dict, encoder=moviedb.lib.provenance.models.import_run.StorableEncoder, verbose_name="options"
            ),
        ),
        migrations.AlterField(
            model_name="importrun",
            name="report",
            field=models.JSONField(
                default=dict, encoder=moviedb.lib.provenance.models.import_run.StorableEncoder, verbose_name="report"
            ),
        ),
    ]
