"""Indexes whose entries are all different do not look for equal ones, and rows that nobody asks for are left out."""

import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("images", "0002_focus_in_words"),
        ("people", "0006_search_columns_by_script"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="person",
            name="person_best_known",
        ),
        migrations.RemoveIndex(
            model_name="person",
            name="person_known_for",
        ),
        migrations.RemoveIndex(
            model_name="person",
            name="person_sort_key",
        ),
        migrations.AlterField(
            model_name="personexternalid",
            name="person",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="external_ids",
                to="people.person",
                verbose_name="person",
            ),
        ),
        migrations.AddIndex(
            model_name="person",
            index=django.contrib.postgres.indexes.BTreeIndex(
                models.OrderBy(models.F("credit_count"), descending=True),
                models.F("id"),
                deduplicate_items=False,
                name="person_best_known",
            ),
        ),
        migrations.AddIndex(
            model_name="person",
            index=django.contrib.postgres.indexes.BTreeIndex(
                deduplicate_items=False, fields=["sort_key", "id"], name="person_sort_key"
            ),
        ),
        migrations.AddIndex(
            model_name="person",
            index=django.contrib.postgres.indexes.BTreeIndex(
                models.F("known_for_department"),
                models.OrderBy(models.F("credit_count"), descending=True),
                models.F("id"),
                condition=models.Q(("known_for_department", ""), _negated=True),
                deduplicate_items=False,
                name="person_known_for",
            ),
        ),
        migrations.AddIndex(
            model_name="personexternalid",
            index=django.contrib.postgres.indexes.BTreeIndex(
                deduplicate_items=False, fields=["person"], name="person_external_id_of"
            ),
        ),
    ]
