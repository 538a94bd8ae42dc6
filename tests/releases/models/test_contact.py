from datetime import time, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from releases.models import OfficeHours, PressContact
from releases.models.contact import parse_channel
from tests.factories import a_contact


@pytest.mark.parametrize(
    ("printed", "label", "value", "href"),
    [
        ("tel: +1-202-555-0101", "tel:", "+1-202-555-0101", "tel:+1-202-555-0101"),
        ("tel: +44 (0)20 7946 0108", "tel:", "+44 (0)20 7946 0108", "tel:+44-20-7946-0108"),
        ("tel: +1-202-555-0103 ext. 12", "tel:", "+1-202-555-0103 ext. 12", "tel:+1-202-555-0103;ext=12"),
        ("mobile 010-5555-0147", "mobile", "010-5555-0147", ""),
        ("email: ada@example.org", "email:", "ada@example.org", "mailto:ada@example.org"),
        ("follow on Twitter @ada_sample", "follow on Twitter", "@ada_sample", "https://x.com/ada_sample"),
        ("web: https://example.org/ada", "web:", "https://example.org/ada", "https://example.org/ada"),
        ("X: @ada_sample", "X:", "@ada_sample", "https://x.com/ada_sample"),
        ("Telegram: @ada_sample", "Telegram:", "@ada_sample", ""),
        ("Mastodon: @ada@social.example.org", "Mastodon:", "@ada@social.example.org", ""),
        ("tel: +1-202-555-0103, ext. 5", "tel:", "+1-202-555-0103, ext. 5", "tel:+1-202-555-0103;ext=5"),
        ("web: https://example.org/a).", "web:", "https://example.org/a).", "https://example.org/a"),
        ("Signal: ada.01", "Signal:", "ada.01", ""),
        ("by pigeon", "", "by pigeon", ""),
        ("email: javascript:alert(1)", "email:", "javascript:alert(1)", ""),
    ],
)
def test_parse_channel_splits_label_value_and_link(printed, label, value, href):
    channel = parse_channel(printed)
    assert (channel.label, channel.value, channel.href) == (label, value, href)
    assert str(channel) == printed


@pytest.mark.django_db
def test_contact_is_unlisted_by_default():
    contact = PressContact.objects.create(name="Ada Sample")
    assert not PressContact.objects.listed().contains(contact)
    assert not PressContact.objects.on_duty().contains(contact)


@pytest.mark.django_db
def test_contact_is_on_duty_until_it_retires():
    today = timezone.localdate()
    leaves = a_contact(retired_on=today + timedelta(days=1))
    a_contact(retired_on=today)
    assert list(PressContact.objects.on_duty()) == [leaves]
    assert not PressContact.objects.on_duty(timezone.now() + timedelta(days=1)).exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "hours",
    [
        {"first_day": 4, "last_day": 0, "opens": time(9), "closes": time(18)},
        {"first_day": 0, "last_day": 4, "opens": time(18), "closes": time(9)},
    ],
)
def test_office_hours_must_end_after_they_start(hours):
    with pytest.raises(IntegrityError), transaction.atomic():
        OfficeHours.objects.create(contact=a_contact(), **hours)


@pytest.mark.django_db
def test_contact_cannot_be_its_own_successor():
    contact = a_contact()
    with pytest.raises(IntegrityError), transaction.atomic():
        PressContact.objects.filter(pk=contact.pk).update(successor=contact)
