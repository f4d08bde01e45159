from django.db import migrations, models
from django.db.models import Q


def drop_what_nothing_was_kept_of(apps, schema_editor):
    apps.get_model("films", "OutsideJournal").objects.filter(way="not kept").delete()


class Migration(migrations.Migration):
    dependencies = [("films", "0018_search_columns_not_of_ascii")]

    operations = [
        migrations.RunPython(drop_what_nothing_was_kept_of, migrations.RunPython.noop),
        migrations.RemoveConstraint("outsidejournal", "outside_journal_way"),
        migrations.AlterField(
            "outsidejournal",
            "way",
            models.CharField(
                choices=[
                    ("whole", "all that was there before"),
                    ("difference", "what was there before of what it changed"),
                ],
                max_length=10,
                verbose_name="way",
            ),
        ),
        migrations.AddConstraint(
            "outsidejournal",
            models.CheckConstraint(condition=Q(way__in=["whole", "difference"]), name="outside_journal_way"),
        ),
    ]
