import django.core.serializers.json
import django.db.models.deletion
import icnk.core.clock
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('contenttypes', '0002_remove_content_type_name'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Version',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('record_id', models.BigIntegerField()),
                ('number', models.PositiveIntegerField(verbose_name='version')),
                ('title', models.CharField(max_length=500, verbose_name='title')),
                ('saved_at', models.DateTimeField(default=icnk.core.clock.database_now, verbose_name='saved at')),
                ('occasion', models.CharField(blank=True, max_length=200, verbose_name='occasion')),
                ('restored_from', models.PositiveIntegerField(null=True, verbose_name='restored from')),
                ('content', models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('kind', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contenttypes.contenttype', verbose_name='kind')),
                ('saved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='saved by')),
            ],
            options={
                'verbose_name': 'version',
                'verbose_name_plural': 'versions',
                'ordering': ['kind', 'record_id', 'number'],
                'constraints': [models.UniqueConstraint(models.F('kind'), models.F('record_id'), models.F('number'), name='version_is_kept_once')],
            },
        ),
    ]
