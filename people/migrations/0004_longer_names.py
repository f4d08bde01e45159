"""Longer titles and names, and search columns that spare Latin texts from being folded three times.

A column that others are generated from cannot change its type, so these go and come back.
"""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models

NOT_LATIN = r"[^\u0001-\u00B4\u00B6-\u036F\u1E00-\u1EFF\u2010-\u2027]"


def generated(column, function, output, stored):
    folded = models.Func(models.F(column), function="moviedb_fold", output_field=models.TextField())
    expression = folded
    if function:
        then = models.Func(folded, function=function, output_field=output)
        expression = models.Case(models.When(**{f"{column}__regex": NOT_LATIN}, then=then), output_field=output)
    return models.GeneratedField(db_persist=True, expression=expression, output_field=stored)


def array(**options):
    return django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None, **options)


class Migration(migrations.Migration):
    dependencies = [("moviedb", "0002_inlined_folding"), ("people", "0003_lists_by_filter")]
    operations = [
        migrations.RemoveIndex("person", "person_sort_key"),
        migrations.RemoveField("person", "sort_key"),
        migrations.AlterField("person", "name", models.CharField(max_length=1000, verbose_name="name")),
        migrations.AlterField(
            "person", "sort_name", models.CharField(blank=True, max_length=1000, verbose_name="sort name")
        ),
        migrations.AddField("person", "sort_key", generated("sort_name", "", None, models.TextField(db_collation="C"))),
        migrations.AddIndex("person", models.Index(fields=["sort_key", "id"], name="person_sort_key")),
        migrations.RemoveIndex("personname", "person_name_fold_trgm"),
        migrations.RemoveIndex("personname", "person_name_fold"),
        migrations.RemoveIndex("personname", "person_name_latin_trgm"),
        migrations.RemoveIndex("personname", "person_name_bigrams"),
        migrations.RemoveField("personname", "fold"),
        migrations.RemoveField("personname", "latin"),
        migrations.RemoveField("personname", "bigrams"),
        migrations.AlterField("personname", "text", models.CharField(max_length=1000, verbose_name="name")),
        migrations.AddField("personname", "fold", generated("text", "", None, models.TextField(db_collation="C"))),
        migrations.AddField(
            "personname",
            "latin",
            generated("text", "moviedb_latin", models.TextField(), models.TextField(db_collation="C", null=True)),
        ),
        migrations.AddField("personname", "bigrams", generated("text", "moviedb_bigrams", array(), array(null=True))),
        migrations.AddIndex(
            "personname",
            django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass("fold", "gin_trgm_ops"), name="person_name_fold_trgm"
            ),
        ),
        migrations.AddIndex("personname", models.Index(fields=["fold"], name="person_name_fold")),
        migrations.AddIndex(
            "personname",
            django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass("latin", "gin_trgm_ops"),
                name="person_name_latin_trgm",
                condition=models.Q(latin__isnull=False),
            ),
        ),
        migrations.AddIndex(
            "personname",
            django.contrib.postgres.indexes.GinIndex(
                fields=["bigrams"], name="person_name_bigrams", condition=models.Q(bigrams__isnull=False)
            ),
        ),
    ]
