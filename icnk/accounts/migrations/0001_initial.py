import django.db.models.deletion
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations, models

from icnk.accounts.roles import create_groups


def create_roles(apps, schema_editor):
    """Create the permissions first: Django creates them only after the last migration."""
    for app in ("auth", "members", "releases", "icnk"):
        config = apps.get_app_config(app)
        config.models_module = True
        create_permissions(config, verbosity=0, apps=apps, using=schema_editor.connection.alias)
        config.models_module = None
    create_groups(apps.get_model("auth", "Group"), apps.get_model("auth", "Permission"))


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("icnk", "0001_initial"),
        ("members", "0001_initial"),
        ("releases", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='EmergencyCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('made_at', models.DateTimeField(verbose_name='made at')),
                ('expires_at', models.DateTimeField(null=True, verbose_name='expires at')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='ended at')),
                ('token_digest', models.CharField(editable=False, max_length=64, unique=True)),
                ('used_at', models.DateTimeField(null=True, verbose_name='used at')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person')),
            ],
            options={
                'verbose_name': 'emergency code',
                'verbose_name_plural': 'emergency codes',
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('made_at', models.DateTimeField(verbose_name='made at')),
                ('expires_at', models.DateTimeField(null=True, verbose_name='expires at')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='ended at')),
                ('purpose', models.CharField(choices=[('first', 'first key'), ('recovery', 'recovery')], max_length=8, verbose_name='why')),
                ('token_digest', models.CharField(editable=False, max_length=64, unique=True)),
                ('used_at', models.DateTimeField(null=True, verbose_name='used at')),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='made by')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person')),
            ],
            options={
                'verbose_name': 'invitation',
                'verbose_name_plural': 'invitations',
                'constraints': [models.UniqueConstraint(models.F('person'), condition=models.Q(('ended_at', None)), name='person_has_one_open_invitation')],
            },
        ),
        migrations.CreateModel(
            name='Recovery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('made_at', models.DateTimeField(verbose_name='made at')),
                ('expires_at', models.DateTimeField(null=True, verbose_name='expires at')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='ended at')),
                ('reason', models.TextField(verbose_name='reason')),
                ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='approved by')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='asked for by')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person')),
            ],
            options={
                'verbose_name': 'recovery',
                'verbose_name_plural': 'recoveries',
                'constraints': [models.UniqueConstraint(models.F('person'), condition=models.Q(('ended_at', None)), name='person_has_one_open_recovery'), models.CheckConstraint(condition=models.Q(models.Q(('made_by', models.F('person')), _negated=True), models.Q(('approved_by', None), models.Q(models.Q(('approved_by', models.F('made_by')), _negated=True), models.Q(('approved_by', models.F('person')), _negated=True)), _connector='OR')), name='recovery_takes_two_others')],
            },
        ),
        migrations.RunPython(create_roles, migrations.RunPython.noop),
    ]
