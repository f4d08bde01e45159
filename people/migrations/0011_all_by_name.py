"""The admin sorts people without a credit by name, too."""

from django.contrib.postgres.indexes import BTreeIndex
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("people", "0010_said_as_text")]
    operations = [
        migrations.RemoveIndex("person", "person_sort_key"),
        migrations.AddIndex(
            "person", BTreeIndex(fields=["sort_key", "id"], name="person_sort_key", deduplicate_items=False)
        ),
    ]
