import pytest

from tests.factories import an_editor


@pytest.fixture
def admin_user(db):
    """Without a password, since hashing one is slow."""
    return an_editor()
