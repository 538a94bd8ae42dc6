import ckeditor.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SiteText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=0, editable=False)),
                ('changed_at', models.DateTimeField(auto_now=True, verbose_name='changed at')),
                ('page', models.CharField(choices=[('home', 'Home'), ('information', 'Information')], max_length=20, verbose_name='page')),
                ('language', models.CharField(choices=[('en', 'English'), ('ko', '한국어'), ('ja', '日本語')], default='en', max_length=7, verbose_name='language')),
                ('heading', models.CharField(max_length=200, verbose_name='heading')),
                ('text', ckeditor.fields.RichTextField(help_text='Public as soon as it is saved.', verbose_name='text')),
                ('changed_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='changed by')),
            ],
            options={
                'verbose_name': 'text of the site',
                'verbose_name_plural': 'texts of the site',
                'ordering': ['page', 'language'],
                'constraints': [models.UniqueConstraint(models.F('page'), models.F('language'), name='page_has_one_text_in_a_language', violation_error_message='This page has a text in this language already; change that one.')],
            },
        ),
    ]
