from typing import Any

from django.db import migrations, utils
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from moviedb.lib import folding


def create_extensions(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    with schema_editor.connection.cursor() as cursor:
        for extension in ("pg_trgm", "btree_gin"):
            try:
                cursor.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")
            except utils.ProgrammingError as error:
                raise utils.ProgrammingError(
                    f"The database refuses the extension {extension}: {error}. Run, as its administrator: "
                    f"CREATE EXTENSION {extension};"
                ) from error


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.RunPython(create_extensions, migrations.RunPython.noop),
        *(migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in folding.FUNCTIONS),
    ]
