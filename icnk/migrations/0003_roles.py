from django.contrib.auth.management import create_permissions
from django.db import migrations

from icnk.roles import make_roles


def make(apps, schema_editor):
    """The rights are made here already: Django makes them only after the last migration."""
    for app in ("auth", "members", "releases", "icnk"):
        config = apps.get_app_config(app)
        config.models_module = True
        create_permissions(config, verbosity=0, apps=apps, using=schema_editor.connection.alias)
        config.models_module = None
    make_roles(apps.get_model("auth", "Group"), apps.get_model("auth", "Permission"))


class Migration(migrations.Migration):
    dependencies = [
        ("icnk", "0002_versions"),
        ("members", "0002_versions"),
        ("releases", "0003_the_desk"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
