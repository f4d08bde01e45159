"""Lists show people with a credit, and so need only these."""

from django.contrib.postgres.indexes import BTreeIndex
from django.db import migrations, models

CREDITED = models.Q(credit_count__gt=0)


class Migration(migrations.Migration):
    dependencies = [("images", "0002_focus_in_words"), ("people", "0008_search_columns_not_of_ascii")]
    operations = [
        migrations.RemoveIndex("person", "person_sort_key"),
        migrations.RemoveIndex("person", "person_known_for"),
        migrations.AddIndex(
            "person",
            BTreeIndex(fields=["sort_key", "id"], condition=CREDITED, name="person_sort_key", deduplicate_items=False),
        ),
        migrations.AddIndex(
            "person",
            BTreeIndex(
                "known_for_department",
                models.F("credit_count").desc(),
                "id",
                condition=~models.Q(known_for_department="") & CREDITED,
                name="person_known_for",
                deduplicate_items=False,
            ),
        ),
    ]
