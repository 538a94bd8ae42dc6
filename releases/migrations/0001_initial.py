import ckeditor.fields
import django.db.models.deletion
import releases.models.contact
from django.conf import settings
from django.db import migrations, models

from releases.migrations import _search_tables, _triggers


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('members', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Edition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64)),
                ('signature', models.CharField(blank=True, default='', max_length=88)),
                ('key', models.CharField(blank=True, default='', max_length=40)),
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
                ('issued_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='issued by')),
            ],
            options={
                'verbose_name': 'edition',
                'verbose_name_plural': 'editions',
                'ordering': ['issued_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='EmbargoPass',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('token_digest', models.CharField(editable=False, max_length=64, unique=True)),
                ('made_at', models.DateTimeField(verbose_name='made at')),
                ('expires_at', models.DateTimeField(verbose_name='expires at')),
                ('revoked_at', models.DateTimeField(null=True, verbose_name='revoked at')),
                ('used', models.PositiveIntegerField(default=0, verbose_name='times opened')),
                ('last_used_at', models.DateTimeField(null=True, verbose_name='last opened at')),
                ('outlet', models.CharField(blank=True, max_length=200, verbose_name='outlet')),
                ('accepted_at', models.DateTimeField(null=True, verbose_name='terms accepted at')),
                ('made_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='made by')),
                ('last_read_edition', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='releases.edition', verbose_name='edition last read')),
            ],
            options={
                'verbose_name': 'embargo pass',
                'verbose_name_plural': 'embargo passes',
                'ordering': ['made_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='PressContact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=0, editable=False)),
                ('changed_at', models.DateTimeField(auto_now=True, verbose_name='changed at')),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('title', models.CharField(blank=True, max_length=200, verbose_name='title')),
                ('organisation', models.CharField(blank=True, help_text='As it stands behind the title.', max_length=300, verbose_name='organisation as printed')),
                ('city', models.CharField(blank=True, max_length=100, verbose_name='city')),
                ('time_zone', models.CharField(blank=True, choices=releases.models.contact.time_zones, max_length=50, verbose_name='time zone')),
                ('languages', models.CharField(blank=True, help_text='English, Korean …', max_length=200, verbose_name='languages')),
                ('position', models.PositiveIntegerField(default=0, verbose_name='position')),
                ('listed_since', models.DateTimeField(blank=True, help_text='From then on the public press desk shows this person.', null=True, verbose_name='listed since')),
                ('verified_on', models.DateField(blank=True, help_text='When somebody last made sure that all of this is right.', null=True, verbose_name='verified on')),
                ('retired_on', models.DateField(blank=True, null=True, verbose_name='retired on')),
                ('changed_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='changed by')),
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
            name='EditionContact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField()),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contact_index', to='releases.edition')),
                ('contact', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='releases.presscontact')),
            ],
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
            name='ReadReceipt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first_at', models.DateTimeField(verbose_name='first read at')),
                ('last_at', models.DateTimeField(verbose_name='last read at')),
                ('times', models.PositiveIntegerField(default=1, verbose_name='times read')),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='read_receipts', to='releases.edition', verbose_name='edition')),
                ('embargo_pass', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='read_receipts', to='releases.embargopass', verbose_name='embargo pass')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person')),
            ],
            options={
                'verbose_name': 'look',
                'verbose_name_plural': 'looks',
                'ordering': ['first_at', 'pk'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Redaction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('reason', models.TextField(help_text='Not the name or the words themselves.', verbose_name='why')),
                ('note', models.TextField(verbose_name='public note')),
                ('places', models.PositiveIntegerField(default=0, verbose_name='places')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
            ],
            options={
                'verbose_name': 'redaction',
                'verbose_name_plural': 'redactions',
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='DestroyedDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64)),
                ('signature', models.CharField(blank=True, default='', max_length=88)),
                ('key', models.CharField(blank=True, default='', max_length=40)),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='destroyed', to='releases.edition', verbose_name='edition')),
                ('redaction', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='destroyed', to='releases.redaction', verbose_name='redaction')),
            ],
            options={
                'verbose_name': 'destroyed document',
                'verbose_name_plural': 'destroyed documents',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Release',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=0, editable=False)),
                ('changed_at', models.DateTimeField(auto_now=True, verbose_name='changed at')),
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
                ('cleared_at', models.DateTimeField(editable=False, null=True, verbose_name='cleared at')),
                ('cleared_digest', models.CharField(blank=True, editable=False, max_length=64)),
                ('source', models.TextField(blank=True, editable=False)),
                ('unassigned', models.TextField(blank=True, help_text='Lines of the text that was read in. Never public; put them where they belong.', verbose_name='found no place')),
                ('changed_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='changed by')),
                ('cleared_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='cleared by')),
            ],
            options={
                'verbose_name': 'release',
                'verbose_name_plural': 'releases',
                'ordering': ['-released_on', '-pk'],
                'permissions': [('issue_release', 'Can clear, issue, correct, stop and withdraw releases, and give embargo passes'), ('redact_release', 'Can redact what has been issued')],
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
            name='OutsideReview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('token_digest', models.CharField(editable=False, max_length=64, unique=True)),
                ('made_at', models.DateTimeField(verbose_name='made at')),
                ('expires_at', models.DateTimeField(verbose_name='expires at')),
                ('revoked_at', models.DateTimeField(null=True, verbose_name='revoked at')),
                ('used', models.PositiveIntegerField(default=0, verbose_name='times opened')),
                ('last_used_at', models.DateTimeField(null=True, verbose_name='last opened at')),
                ('document', models.TextField(editable=False)),
                ('quote_positions', models.JSONField(default=list, editable=False)),
                ('answer', models.CharField(blank=True, choices=[('agreed', 'agreed'), ('remarked', 'made a remark')], max_length=8, verbose_name='answer')),
                ('remark', models.TextField(blank=True, verbose_name='remark')),
                ('answered_at', models.DateTimeField(null=True, verbose_name='answered at')),
                ('made_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='made by')),
                ('release', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='outside_reviews', to='releases.release', verbose_name='release')),
            ],
            options={
                'verbose_name': 'review by a person quoted',
                'verbose_name_plural': 'reviews by people quoted',
                'ordering': ['made_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='MemberReply',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reply', models.CharField(choices=[('agreed', 'agreed'), ('abstained', 'abstained'), ('none', 'no reply')], default='none', max_length=9, verbose_name='reply')),
                ('noted_at', models.DateTimeField(verbose_name='noted at')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='members.coalitionmember', verbose_name='member')),
                ('noted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='noted by')),
                ('release', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='member_replies', to='releases.release', verbose_name='release')),
            ],
            options={
                'verbose_name': 'member’s reply',
                'verbose_name_plural': 'members’ replies',
            },
        ),
        migrations.CreateModel(
            name='LeadImage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('alt', models.TextField(blank=True, help_text='What the picture tells, for those who cannot see it. Not its caption once more.', verbose_name='text alternative')),
                ('decorative', models.BooleanField(default=False, verbose_name='decorative: it tells nothing that the text does not')),
                ('caption', models.TextField(blank=True, verbose_name='caption')),
                ('credit', models.CharField(blank=True, help_text='Who made it: Photo: …', max_length=300, verbose_name='credit')),
                ('rights', models.CharField(blank=True, help_text='What others may do with it: Free for the press …', max_length=300, verbose_name='rights')),
                ('renditions', models.JSONField(default=list, editable=False)),
                ('release', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lead_images', to='releases.release', verbose_name='release')),
            ],
            options={
                'verbose_name': 'lead image',
                'verbose_name_plural': 'lead image',
            },
        ),
        migrations.AddField(
            model_name='embargopass',
            name='release',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='embargo_passes', to='releases.release', verbose_name='release'),
        ),
        migrations.AddField(
            model_name='edition',
            name='release',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='editions', to='releases.release', verbose_name='release'),
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
            name='Autosave',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('opened_at', models.DateTimeField(verbose_name='opened at')),
                ('seen_at', models.DateTimeField(verbose_name='last seen at')),
                ('version', models.PositiveIntegerField(default=0)),
                ('form', models.TextField(blank=True)),
                ('typed_at', models.DateTimeField(null=True, verbose_name='typed at')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                ('release', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='autosaves', to='releases.release', verbose_name='release')),
            ],
            options={
                'verbose_name': 'unsaved text',
                'verbose_name_plural': 'unsaved texts',
            },
        ),
        migrations.CreateModel(
            name='Attachment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField(default=0, verbose_name='position')),
                ('title', models.CharField(help_text='As it is printed under the release.', max_length=300, verbose_name='title')),
                ('name', models.CharField(editable=False, max_length=100)),
                ('type', models.CharField(editable=False, max_length=100)),
                ('size', models.PositiveIntegerField(default=0, editable=False)),
                ('digest', models.CharField(editable=False, max_length=64)),
                ('release', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attachments', to='releases.release', verbose_name='release')),
            ],
            options={
                'verbose_name': 'attachment',
                'verbose_name_plural': 'attachments',
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='RetiredAddress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('redaction', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='releases.redaction', verbose_name='redaction')),
            ],
            options={
                'verbose_name': 'retired address',
                'verbose_name_plural': 'retired addresses',
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
            name='WorkflowEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verb', models.CharField(choices=[('send_for_review', 'sent for review'), ('send_back', 'sent back'), ('clear', 'cleared'), ('bypass', 'cleared without a second pair of eyes'), ('issue', 'issued'), ('correct', 'corrected'), ('slip', 'corrected a slip'), ('stop', 'stopped'), ('withdraw', 'withdrawn'), ('redact', 'redacted')], max_length=16, verbose_name='what')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('remark', models.TextField(blank=True, verbose_name='remark')),
                ('confirmed', models.JSONField(default=list)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('edition', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='releases.edition', verbose_name='edition')),
                ('release', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='workflow_events', to='releases.release', verbose_name='release')),
            ],
            options={
                'verbose_name': 'act',
                'verbose_name_plural': 'acts',
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='EditionFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(db_index=True, max_length=100)),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='file_index', to='releases.edition')),
            ],
            options={
                'constraints': [models.UniqueConstraint(models.F('edition'), models.F('name'), name='edition_names_a_file_once')],
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
        migrations.CreateModel(
            name='EditionQuote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField()),
                ('speaker', models.CharField(max_length=300)),
                ('folded', models.CharField(db_index=True, max_length=300)),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='quote_index', to='releases.edition')),
                ('member', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.coalitionmember')),
            ],
            options={
                'constraints': [models.UniqueConstraint(models.F('edition'), models.F('position'), name='edition_prints_one_quote_at_a_place')],
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
            model_name='editioncontact',
            constraint=models.UniqueConstraint(models.F('edition'), models.F('position'), name='edition_prints_one_contact_at_a_place'),
        ),
        migrations.AddConstraint(
            model_name='readreceipt',
            constraint=models.UniqueConstraint(models.F('edition'), models.F('person'), name='person_has_one_receipt_for_an_edition'),
        ),
        migrations.AddConstraint(
            model_name='readreceipt',
            constraint=models.UniqueConstraint(models.F('edition'), models.F('embargo_pass'), name='pass_has_one_receipt_for_an_edition'),
        ),
        migrations.AddConstraint(
            model_name='readreceipt',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('embargo_pass__isnull', False), ('person', None)), models.Q(('embargo_pass', None), ('person__isnull', False)), _connector='OR'), name='read_receipt_has_one_reader'),
        ),
        migrations.AddConstraint(
            model_name='release',
            constraint=models.UniqueConstraint(models.F('language'), models.F('slug'), name='release_has_an_address_of_its_own', violation_error_message='Another release in this language has this address.'),
        ),
        migrations.AddConstraint(
            model_name='memberreply',
            constraint=models.UniqueConstraint(models.F('release'), models.F('member'), name='member_replies_once_to_a_release'),
        ),
        migrations.AddConstraint(
            model_name='leadimage',
            constraint=models.UniqueConstraint(models.F('release'), name='release_has_one_lead_image', violation_error_message='A release has one lead image.'),
        ),
        migrations.AddIndex(
            model_name='edition',
            index=models.Index(fields=['language', '-released_on', '-release', 'public_from', 'public_until', 'kind'], name='edition_in_a_list'),
        ),
        migrations.AddIndex(
            model_name='edition',
            index=models.Index(fields=['language', 'slug'], name='edition_at_its_address'),
        ),
        migrations.AddIndex(
            model_name='edition',
            index=models.Index(fields=['digest'], name='edition_of_a_digest'),
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
            model_name='autosave',
            constraint=models.UniqueConstraint(models.F('release'), models.F('person'), name='person_has_one_autosave_of_a_release'),
        ),
        migrations.AddConstraint(
            model_name='signatory',
            constraint=models.UniqueConstraint(models.F('release'), models.F('member'), name='member_stands_once_under_a_release'),
        ),
        migrations.RunPython(_search_tables.create_tables, _search_tables.drop_tables),
        migrations.RunPython(_triggers.create_triggers, _triggers.drop_triggers),
    ]
