import ckeditor.fields
import django.db.models.deletion
import releases.models.contact
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('members', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PressContact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('title', models.CharField(blank=True, max_length=200, verbose_name='title')),
                ('organisation', models.CharField(blank=True, help_text='As it stands behind the title.', max_length=300, verbose_name='organisation as printed')),
                ('city', models.CharField(blank=True, max_length=100, verbose_name='city')),
                ('time_zone', models.CharField(blank=True, choices=releases.models.contact.time_zones, max_length=50, verbose_name='time zone')),
                ('languages', models.CharField(blank=True, help_text='English, Korean …', max_length=200, verbose_name='languages')),
                ('position', models.PositiveIntegerField(default=0, verbose_name='position')),
                ('listed_since', models.DateTimeField(blank=True, help_text='From then on the public press desk shows this person.', null=True, verbose_name='listed since')),
                ('retired_on', models.DateField(blank=True, null=True, verbose_name='retired on')),
                ('member', models.ForeignKey(blank=True, help_text="Empty: the coalition's own staff.", null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.coalitionmember', verbose_name='speaks for')),
                ('successor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='releases.presscontact', verbose_name='successor')),
            ],
            options={
                'verbose_name': 'press contact',
                'verbose_name_plural': 'press contacts',
                'ordering': ['position', 'city', 'name'],
            },
        ),
        migrations.CreateModel(
            name='OfficeHours',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first_day', models.PositiveSmallIntegerField(choices=[(0, 'Monday'), (1, 'Tuesday'), (2, 'Wednesday'), (3, 'Thursday'), (4, 'Friday'), (5, 'Saturday'), (6, 'Sunday')], verbose_name='from')),
                ('last_day', models.PositiveSmallIntegerField(choices=[(0, 'Monday'), (1, 'Tuesday'), (2, 'Wednesday'), (3, 'Thursday'), (4, 'Friday'), (5, 'Saturday'), (6, 'Sunday')], verbose_name='to')),
                ('opens', models.TimeField(verbose_name='opens')),
                ('closes', models.TimeField(verbose_name='closes')),
                ('contact', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='hours', to='releases.presscontact', verbose_name='contact')),
            ],
            options={
                'verbose_name': 'hours',
                'verbose_name_plural': 'hours',
                'ordering': ['first_day', 'opens'],
            },
        ),
        migrations.CreateModel(
            name='ContactChannel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField(default=0, verbose_name='position')),
                ('as_printed', models.CharField(help_text='With its label: tel: +1-202-555-0101, or email: name@example.org, or follow on Twitter @name', max_length=300, verbose_name='as printed')),
                ('contact', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='channels', to='releases.presscontact', verbose_name='contact')),
            ],
            options={
                'verbose_name': 'channel',
                'verbose_name_plural': 'channels',
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Release',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(choices=[('en', 'English'), ('ko', '한국어'), ('ja', '日本語')], default='en', max_length=7, verbose_name='language')),
                ('released_on', models.DateField(blank=True, help_text='The date on the page.', null=True, verbose_name='release date')),
                ('kicker', models.CharField(blank=True, help_text='The short line above the headline.', max_length=300, verbose_name='kicker')),
                ('headline', models.CharField(max_length=300, verbose_name='headline')),
                ('subheadline', models.CharField(blank=True, max_length=500, verbose_name='subheadline')),
                ('list_title', models.CharField(blank=True, help_text='How lists name it. Empty: the headline.', max_length=300, verbose_name='list title')),
                ('slug', models.SlugField(allow_unicode=True, blank=True, help_text="The last part of the page's address; it cannot change once it is public. Empty: from the headline.", max_length=120, verbose_name='address')),
                ('places', models.CharField(blank=True, help_text='Seoul, or Geneva/Seoul', max_length=200, verbose_name='places')),
                ('dated', models.DateField(blank=True, help_text='May differ from the release date.', null=True, verbose_name='dated')),
                ('dateline', models.CharField(blank=True, help_text='Empty: (Seoul – March 7, 2017) -- and the like.', max_length=200, verbose_name='dateline as printed')),
                ('body', ckeditor.fields.RichTextField(blank=True, verbose_name='body')),
                ('boilerplate', models.TextField(blank=True, help_text='The standing paragraph about the coalition, as it stands that day.', verbose_name='boilerplate')),
                ('members_heading', models.CharField(blank=True, max_length=300, verbose_name='heading of the member list')),
                ('members_are', models.CharField(choices=[('listed', "listed: the coalition's members that day"), ('signed', 'signed: these members signed this release')], default='listed', max_length=6, verbose_name='the members below are')),
                ('state', models.CharField(choices=[('draft', 'draft'), ('in_review', 'in review'), ('cleared', 'cleared')], default='draft', editable=False, max_length=9, verbose_name='state')),
                ('version', models.PositiveIntegerField(default=0, editable=False)),
                ('source', models.TextField(blank=True, editable=False)),
                ('unassigned', models.TextField(blank=True, help_text='Lines of the text that was read in. Never public; put them where they belong.', verbose_name='found no place')),
                ('changed_at', models.DateTimeField(auto_now=True, verbose_name='changed at')),
                ('changed_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='changed by')),
            ],
            options={
                'verbose_name': 'release',
                'verbose_name_plural': 'releases',
                'ordering': ['-released_on', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Quote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField(default=0, verbose_name='position')),
                ('kind', models.CharField(choices=[('spoken', 'said'), ('document', 'written in a document')], default='spoken', max_length=10, verbose_name='kind')),
                ('text', models.TextField(help_text='The parts of one interrupted quote follow each other.', verbose_name='words')),
                ('speaker', models.CharField(blank=True, max_length=300, verbose_name='speaker')),
                ('title', models.CharField(blank=True, help_text='As on that day.', max_length=300, verbose_name='title')),
                ('organisation', models.CharField(blank=True, help_text='As on that day.', max_length=300, verbose_name='organisation')),
                ('cleared_by', models.CharField(blank=True, help_text='Who agreed to these words. Never public.', max_length=200, verbose_name='cleared by')),
                ('cleared_at', models.DateTimeField(blank=True, null=True, verbose_name='cleared at')),
                ('contact', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='releases.presscontact', verbose_name='contact')),
                ('member', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='members.coalitionmember', verbose_name='member')),
                ('release', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='quotes', to='releases.release', verbose_name='release')),
            ],
            options={
                'verbose_name': 'quote',
                'verbose_name_plural': 'quotes',
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Edition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(max_length=7, verbose_name='language')),
                ('slug', models.SlugField(allow_unicode=True, db_index=False, max_length=120, verbose_name='address')),
                ('number', models.PositiveIntegerField(verbose_name='number')),
                ('kind', models.CharField(choices=[('original', 'original'), ('correction', 'correction'), ('withdrawal', 'withdrawal')], max_length=10, verbose_name='kind')),
                ('list_title', models.CharField(blank=True, max_length=300, verbose_name='list title')),
                ('kicker', models.CharField(blank=True, max_length=300, verbose_name='kicker')),
                ('headline', models.CharField(blank=True, max_length=300, verbose_name='headline')),
                ('released_on', models.DateField(verbose_name='release date')),
                ('public_from', models.DateTimeField(verbose_name='public from')),
                ('public_until', models.DateTimeField(blank=True, null=True, verbose_name='public until')),
                ('issued_at', models.DateTimeField(verbose_name='issued at')),
                ('note', models.TextField(blank=True, verbose_name='public note')),
                ('search_text', models.TextField(blank=True)),
                ('document', models.TextField()),
                ('digest', models.CharField(max_length=64)),
                ('issued_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='issued by')),
                ('release', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='editions', to='releases.release', verbose_name='release')),
            ],
            options={
                'verbose_name': 'edition',
                'verbose_name_plural': 'editions',
                'ordering': ['issued_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='ContactLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField(default=0, verbose_name='position')),
                ('city', models.CharField(blank=True, max_length=100, verbose_name='city')),
                ('name', models.CharField(blank=True, max_length=200, verbose_name='name')),
                ('title', models.CharField(blank=True, max_length=200, verbose_name='title')),
                ('organisation', models.CharField(blank=True, max_length=300, verbose_name='organisation')),
                ('channels', models.TextField(blank=True, help_text='One a line, with its label: tel: +1-202-555-0101', verbose_name='channels')),
                ('contact', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='releases.presscontact', verbose_name='contact')),
                ('release', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contact_lines', to='releases.release', verbose_name='release')),
            ],
            options={
                'verbose_name': 'press contact',
                'verbose_name_plural': 'press contacts',
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Signatory',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField(verbose_name='position')),
                ('as_printed', models.CharField(max_length=500, verbose_name='as printed')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.coalitionmember', verbose_name='member')),
                ('release', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='signatories', to='releases.release', verbose_name='release')),
            ],
            options={
                'verbose_name': 'signatory',
                'verbose_name_plural': 'signatories',
                'ordering': ['position'],
            },
        ),
        migrations.CreateModel(
            name='EditionMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField()),
                ('signed', models.BooleanField()),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='member_index', to='releases.edition')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.coalitionmember')),
            ],
            options={
                'constraints': [models.UniqueConstraint(models.F('edition'), models.F('position'), name='edition_prints_one_member_at_a_place')],
            },
        ),
        migrations.AddConstraint(
            model_name='presscontact',
            constraint=models.CheckConstraint(condition=models.Q(('successor', None), models.Q(('successor', models.F('id')), _negated=True), _connector='OR'), name='contact_is_not_its_own_successor', violation_error_message='Nobody can succeed themselves.'),
        ),
        migrations.AddConstraint(
            model_name='officehours',
            constraint=models.CheckConstraint(condition=models.Q(('last_day__gte', models.F('first_day')), ('last_day__lte', 6)), name='hours_run_forward_in_the_week', violation_error_message='The last day comes before the first one; use two lines.'),
        ),
        migrations.AddConstraint(
            model_name='officehours',
            constraint=models.CheckConstraint(condition=models.Q(('closes__gt', models.F('opens'))), name='hours_close_after_they_open', violation_error_message='The hours close before they open; over midnight, use two lines.'),
        ),
        migrations.AddConstraint(
            model_name='release',
            constraint=models.UniqueConstraint(models.F('language'), models.F('slug'), name='release_has_an_address_of_its_own', violation_error_message='Another release in this language has this address.'),
        ),
        migrations.AddIndex(
            model_name='edition',
            index=models.Index(fields=['language', '-released_on', '-release'], name='edition_in_a_list'),
        ),
        migrations.AddIndex(
            model_name='edition',
            index=models.Index(fields=['language', 'slug'], name='edition_at_its_address'),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.CheckConstraint(condition=models.Q(('public_until', None), ('public_until__gte', models.F('public_from')), _connector='OR'), name='edition_does_not_end_before_it_begins', violation_error_message='An edition cannot end before it begins.'),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.CheckConstraint(condition=models.Q(('public_until', None), ('public_until__gt', models.F('public_from')), ('public_from__gt', models.F('issued_at')), _connector='OR'), name='edition_is_stopped_only_before_it_begins', violation_error_message='An edition that was public cannot be stopped.'),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.UniqueConstraint(condition=models.Q(('public_until', None)), fields=('language', 'slug'), name='address_belongs_to_one_release'),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.UniqueConstraint(condition=models.Q(('public_until', None)), fields=('release',), name='release_has_one_open_edition'),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.UniqueConstraint(condition=models.Q(('public_until', None), ('public_until__gt', models.F('public_from')), _connector='OR'), fields=('release', 'number'), name='edition_has_a_number_of_its_own'),
        ),
        migrations.AddConstraint(
            model_name='signatory',
            constraint=models.UniqueConstraint(models.F('release'), models.F('member'), name='member_stands_once_under_a_release'),
        ),
    ]
