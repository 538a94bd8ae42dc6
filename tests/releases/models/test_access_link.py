from datetime import timedelta

import pytest
from django.utils import timezone

from releases.models import EmbargoPass
from tests.factories import a_pass, an_embargoed_edition

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("expires_in", "is_revoked", "is_open"),
    [(HOUR, False, True), (HOUR, True, False), (-HOUR, False, False), (-HOUR, True, False), (0 * HOUR, False, False)],
)
def test_link_is_open_only_until_it_expires_or_is_revoked(expires_in, is_revoked, is_open):
    now = timezone.now()
    link = a_pass(
        an_embargoed_edition().release, expires_at=now + expires_in, revoked_at=now - HOUR if is_revoked else None
    )
    assert link.is_open(now) is is_open
    assert EmbargoPass.objects.open(now).contains(link) is is_open
