from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("films", "0010_outside_journal"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="filmvotes",
            index=models.Index(
                models.F("film"),
                models.OrderBy(models.F("count"), descending=True, nulls_last=True),
                models.F("site"),
                include=("average",),
                name="film_votes_most",
            ),
        ),
    ]
