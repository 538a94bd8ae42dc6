import pytest

from tests.factories import an_editor


@pytest.fixture
def admin_user(db):
    return an_editor(first_name="Ada", last_name="Sample")
