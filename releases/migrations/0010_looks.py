"""Who has read an edition before it was public. A look is never deleted, and goes on but never back.

A migration that makes the table anew on SQLite must end with `migrations.RunPython(freeze, thaw)` of this one.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

LOOK = "releases_look"
KEPT = "id edition_id person_id embargo_pass_id first_at".split()
WORDS = "A look is never deleted, and goes on but never back."
BACK = "NEW.last_at < OLD.last_at OR NEW.times < OLD.times"


def differ(operator):
    return " OR ".join(f"OLD.{column} {operator} NEW.{column}" for column in KEPT)


SQLITE = {
    "look_goes_on": f"BEFORE UPDATE ON {LOOK} WHEN {differ('IS NOT')} OR {BACK}",
    "look_is_not_deleted": f"BEFORE DELETE ON {LOOK}",
    "look_is_not_replaced": f"""
        BEFORE INSERT ON {LOOK} WHEN EXISTS (
            SELECT 1 FROM {LOOK} AS other WHERE other.id = NEW.id OR other.edition_id = NEW.edition_id
            AND (other.person_id = NEW.person_id OR other.embargo_pass_id = NEW.embargo_pass_id)
        )
    """,
}
POSTGRESQL = {
    "look_goes_on": f"BEFORE UPDATE ON {LOOK} FOR EACH ROW WHEN ({differ('IS DISTINCT FROM')} OR {BACK})",
    "look_is_not_deleted": f"BEFORE DELETE ON {LOOK} FOR EACH ROW",
    "look_is_not_emptied": f"BEFORE TRUNCATE ON {LOOK}",
}
REFUSE = f"""
    CREATE FUNCTION look_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '{WORDS}' USING ERRCODE = 'integrity_constraint_violation';
    END
    $$
"""


def freeze(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for name, event in SQLITE.items():
            schema_editor.execute(f"CREATE TRIGGER {name} {event} BEGIN SELECT RAISE(ABORT, '{WORDS}'); END")
        return
    schema_editor.execute(REFUSE)
    for name, event in POSTGRESQL.items():
        schema_editor.execute(f"CREATE TRIGGER {name} {event} EXECUTE FUNCTION look_is_kept()")


def thaw(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for name in SQLITE:
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}")
    else:
        schema_editor.execute("DROP FUNCTION IF EXISTS look_is_kept() CASCADE")


class Migration(migrations.Migration):

    dependencies = [
        ('releases', '0009_signatures'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Look',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first_at', models.DateTimeField(verbose_name='first read at')),
                ('last_at', models.DateTimeField(verbose_name='last read at')),
                ('times', models.PositiveIntegerField(default=1, verbose_name='times read')),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='looks', to='releases.edition', verbose_name='edition')),
                ('embargo_pass', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='looks', to='releases.embargopass', verbose_name='embargo pass')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person')),
            ],
            options={
                'verbose_name': 'look',
                'verbose_name_plural': 'looks',
                'ordering': ['first_at', 'pk'],
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(models.F('edition'), models.F('person'), name='person_has_one_look_at_an_edition'), models.UniqueConstraint(models.F('edition'), models.F('embargo_pass'), name='pass_has_one_look_at_an_edition'), models.CheckConstraint(condition=models.Q(models.Q(('embargo_pass__isnull', False), ('person', None)), models.Q(('embargo_pass', None), ('person__isnull', False)), _connector='OR'), name='look_is_somebody_s')],
            },
        ),
        migrations.RunPython(freeze, thaw),
    ]
