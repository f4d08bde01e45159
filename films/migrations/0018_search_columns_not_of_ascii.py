"""Search columns of other scripts leave ASCII texts alone: of these no regular expression is asked."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models
from django.db.models import functions, lookups

GREEK_OR_CYRILLIC = (
    r"[\u00B5\u0370-\u04FF\u1D5D-\u1DBF\u1F00-\u1FFF\u2126\u213C-\u213F\u3380-\u33FF\uA69C\uA69D\U0001D6A8-\U0001D7CB]"
)
CJK = r"[\u1100-\u11FF\u2E80-\u9FFF\uAC00-\uD7A3\uF900-\uFAFF\uFF65-\uFFDC\U0001F200-\U0001F2FF\U0002F800-\U0002FA1F]"


def generated(regex, function, output, stored):
    folded = models.Func(models.F("text"), function="moviedb_fold", output_field=models.TextField())
    then = models.Func(folded, function=function, output_field=output)
    octets = models.Func(models.F("text"), function="octet_length", output_field=models.IntegerField())
    is_ascii = lookups.Exact(octets, functions.Length("text"))
    expression = models.Case(
        models.When(~models.Q(is_ascii) & models.Q(text__regex=regex), then=then), output_field=output
    )
    return models.GeneratedField(db_persist=True, expression=expression, output_field=stored)


def array(**options):
    return django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None, **options)


class Migration(migrations.Migration):
    dependencies = [("films", "0017_similar_likes")]
    operations = [
        migrations.RemoveIndex("filmname", "film_name_latin_trgm"),
        migrations.RemoveIndex("filmname", "film_name_bigrams"),
        migrations.RemoveField("filmname", "latin"),
        migrations.RemoveField("filmname", "bigrams"),
        migrations.AddField(
            "filmname",
            "latin",
            generated(
                GREEK_OR_CYRILLIC, "moviedb_latin", models.TextField(), models.TextField(db_collation="C", null=True)
            ),
        ),
        migrations.AddField("filmname", "bigrams", generated(CJK, "moviedb_bigrams", array(), array(null=True))),
        migrations.AddIndex(
            "filmname",
            django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass("latin", "gin_trgm_ops"),
                name="film_name_latin_trgm",
                condition=models.Q(latin__isnull=False),
            ),
        ),
        migrations.AddIndex(
            "filmname",
            django.contrib.postgres.indexes.GinIndex(
                fields=["bigrams"], name="film_name_bigrams", condition=models.Q(bigrams__isnull=False)
            ),
        ),
    ]
