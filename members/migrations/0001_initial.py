import django.db.models.deletion
import django_countries.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CoalitionMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=0, editable=False)),
                ('changed_at', models.DateTimeField(auto_now=True, verbose_name='changed at')),
                ('kind', models.CharField(choices=[('organisation', 'organisation'), ('individual', 'individual')], default='organisation', max_length=12, verbose_name='kind')),
                ('name', models.CharField(max_length=300, unique=True, verbose_name='name')),
                ('as_printed', models.CharField(blank=True, help_text='The line under a release, with country and initials as the coalition writes them. Empty: the name.', max_length=500, verbose_name='as printed')),
                ('slug', models.SlugField(allow_unicode=True, blank=True, help_text="The last part of its page's address. Empty: from the name.", max_length=120, unique=True, verbose_name='address')),
                ('country', django_countries.fields.CountryField(blank=True, max_length=2, verbose_name='country')),
                ('role', models.CharField(blank=True, help_text='Of an individual: Director …', max_length=300, verbose_name='role')),
                ('affiliation', models.CharField(blank=True, help_text='Of an individual.', max_length=300, verbose_name='affiliation')),
                ('website', models.URLField(blank=True, verbose_name='website')),
                ('logo', models.JSONField(default=list, editable=False)),
                ('position', models.PositiveIntegerField(default=0, help_text='Its place in the printed list.', verbose_name='position')),
                ('joined_on', models.DateField(blank=True, help_text='Empty: not known.', null=True, verbose_name='joined on')),
                ('left_on', models.DateField(blank=True, help_text='The first day on which it was no longer a member.', null=True, verbose_name='left on')),
                ('listed_since', models.DateTimeField(blank=True, help_text='From then on it stands in the public directory, and releases link to it. Empty: not listed.', null=True, verbose_name='listed since')),
                ('changed_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='changed by')),
            ],
            options={
                'verbose_name': 'coalition member',
                'verbose_name_plural': 'coalition members',
                'ordering': ['position', 'name'],
            },
        ),
        migrations.CreateModel(
            name='MemberName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('former', 'former name'), ('short', 'short name'), ('translated', 'translated name')], max_length=10, verbose_name='kind')),
                ('name', models.CharField(max_length=300, verbose_name='name')),
                ('language', models.CharField(choices=[('en', 'English'), ('ko', '한국어'), ('ja', '日本語')], default='en', max_length=7, verbose_name='language')),
                ('since', models.DateField(blank=True, null=True, verbose_name='since')),
                ('until', models.DateField(blank=True, null=True, verbose_name='until')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='names', to='members.coalitionmember', verbose_name='member')),
            ],
            options={
                'verbose_name': 'name',
                'verbose_name_plural': 'other names',
                'ordering': ['kind', 'language', 'name'],
            },
        ),
        migrations.AddConstraint(
            model_name='coalitionmember',
            constraint=models.CheckConstraint(condition=models.Q(('joined_on', None), ('left_on', None), ('left_on__gte', models.F('joined_on')), _connector='OR'), name='member_does_not_leave_before_it_joins', violation_error_message='A member cannot leave before it joins.'),
        ),
        migrations.AddConstraint(
            model_name='membername',
            constraint=models.UniqueConstraint(models.F('member'), models.F('name'), models.F('language'), name='member_has_a_name_once'),
        ),
        migrations.AddConstraint(
            model_name='membername',
            constraint=models.CheckConstraint(condition=models.Q(('since', None), ('until', None), ('until__gte', models.F('since')), _connector='OR'), name='name_does_not_end_before_it_begins', violation_error_message='A name cannot end before it begins.'),
        ),
    ]
