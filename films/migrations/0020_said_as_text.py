"""What sources say is kept as the text that it came as. Rewrites the table: seconds for a million films."""

from django.db import migrations

from moviedb.lib.provenance.models.source_values import SaidField


class Migration(migrations.Migration):
    dependencies = [("films", "0019_outside_journals_all_kept")]
    operations = [migrations.AlterField("filmsourcevalues", "values", SaidField(verbose_name="values"))]
