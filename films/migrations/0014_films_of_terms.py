import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("films", "0013_search_columns_by_script"),
    ]

    operations = [
        migrations.AlterField(
            model_name="filmcountry",
            name="country",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="film_countries",
                to="films.country",
                verbose_name="production country",
            ),
        ),
        migrations.AlterField(
            model_name="filmgenre",
            name="genre",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="film_genres",
                to="films.genre",
                verbose_name="genre",
            ),
        ),
        migrations.AddIndex(
            model_name="filmcountry",
            index=models.Index(fields=["country", "film"], include=("removed",), name="films_of_country"),
        ),
        migrations.AddIndex(
            model_name="filmgenre",
            index=models.Index(fields=["genre", "film"], include=("removed",), name="films_of_genre"),
        ),
    ]
