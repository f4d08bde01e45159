"""Of a date that is a year alone no more is asked than that: most are."""

from django.db import migrations, models

SHAPE = r"^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"
SHORT_MONTHS = r"^[0-9]{4}-(02-(30|31)|(04|06|09|11)-31)$"


def check(field, name):
    condition = models.Q(**{f"{field}__isnull": True}) | models.Q(**{f"{field}__regex": r"^[0-9]{4}$"})
    whole = models.Q(**{f"{field}__regex": SHAPE}) & ~models.Q(**{f"{field}__regex": SHORT_MONTHS})
    return models.CheckConstraint(condition=condition | whole, name=name)


def changed(model, field, name):
    return [migrations.RemoveConstraint(model, name), migrations.AddConstraint(model, check(field, name))]


class Migration(migrations.Migration):
    dependencies = [("films", "0020_said_as_text")]
    operations = [
        *changed("film", "release_date", "film_release_date"),
        *changed("releasedate", "date", "release_date_date"),
        *changed("video", "published", "video_published"),
    ]
