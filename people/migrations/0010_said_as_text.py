"""What sources say is kept as the text that it came as. Rewrites the table: seconds for a million people."""

from django.db import migrations

from moviedb.lib.provenance.models.source_values import SaidField


class Migration(migrations.Migration):
    dependencies = [("people", "0009_lists_of_credited")]
    operations = [migrations.AlterField("personsourcevalues", "values", SaidField(verbose_name="values"))]
