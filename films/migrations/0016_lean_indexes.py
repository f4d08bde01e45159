"""Indexes whose entries are all different do not look for equal ones, and rows that nobody asks for are left out."""

import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("films", "0015_similar_knowledge"),
        ("images", "0002_focus_in_words"),
        ("people", "0006_search_columns_by_script"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="credit",
            name="credit_of_person",
        ),
        migrations.RemoveIndex(
            model_name="film",
            name="film_newest",
        ),
        migrations.RemoveIndex(
            model_name="film",
            name="film_popular",
        ),
        migrations.RemoveIndex(
            model_name="film",
            name="film_sort_key",
        ),
        migrations.RemoveIndex(
            model_name="filmvotes",
            name="film_votes_weighted",
        ),
        migrations.AlterField(
            model_name="creditkey",
            name="credit",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="keys",
                to="films.credit",
                verbose_name="credit",
            ),
        ),
        migrations.AlterField(
            model_name="film",
            name="collection",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="films",
                to="films.collection",
                verbose_name="collection",
            ),
        ),
        migrations.AlterField(
            model_name="film",
            name="original_language",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="originals",
                to="films.language",
                verbose_name="original language",
            ),
        ),
        migrations.AlterField(
            model_name="filmexternalid",
            name="film",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="external_ids",
                to="films.film",
                verbose_name="film",
            ),
        ),
        migrations.AddIndex(
            model_name="credit",
            index=django.contrib.postgres.indexes.BTreeIndex(
                deduplicate_items=False, fields=["person", "film"], name="credit_of_person"
            ),
        ),
        migrations.AddIndex(
            model_name="creditkey",
            index=django.contrib.postgres.indexes.BTreeIndex(
                deduplicate_items=False, fields=["credit"], name="credit_key_of"
            ),
        ),
        migrations.AddIndex(
            model_name="film",
            index=django.contrib.postgres.indexes.BTreeIndex(
                deduplicate_items=False, fields=["sort_key", "id"], name="film_sort_key"
            ),
        ),
        migrations.AddIndex(
            model_name="film",
            index=django.contrib.postgres.indexes.BTreeIndex(
                models.OrderBy(models.F("release_date"), descending=True, nulls_last=True),
                models.OrderBy(models.F("id"), descending=True),
                deduplicate_items=False,
                name="film_newest",
            ),
        ),
        migrations.AddIndex(
            model_name="film",
            index=django.contrib.postgres.indexes.BTreeIndex(
                models.OrderBy(models.F("popularity"), descending=True, nulls_last=True),
                models.F("id"),
                deduplicate_items=False,
                name="film_popular",
            ),
        ),
        migrations.AddIndex(
            model_name="film",
            index=models.Index(
                condition=models.Q(("original_language__isnull", False)),
                fields=["original_language"],
                name="film_language_of",
            ),
        ),
        migrations.AddIndex(
            model_name="film",
            index=models.Index(
                condition=models.Q(("collection__isnull", False)), fields=["collection"], name="film_collection_of"
            ),
        ),
        migrations.AddIndex(
            model_name="filmexternalid",
            index=django.contrib.postgres.indexes.BTreeIndex(
                deduplicate_items=False, fields=["film"], name="film_external_id_of"
            ),
        ),
        migrations.AddIndex(
            model_name="filmvotes",
            index=django.contrib.postgres.indexes.BTreeIndex(
                models.OrderBy(models.F("weighted"), descending=True),
                models.F("film"),
                deduplicate_items=False,
                name="film_votes_weighted",
            ),
        ),
    ]
