import pytest

from tests.factories import an_editor


@pytest.fixture
def admin_user(db):
    """Without a password: to make one up takes longer than any test here."""
    return an_editor()
