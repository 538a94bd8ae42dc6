"""A temporary newsroom to measure in, and new processes."""

import os
import tempfile
from contextlib import contextmanager

from django.db import connection
from django.test import override_settings
from django.test.utils import setup_test_environment

from releases.document import signing


@contextmanager
def a_newsroom():
    setup_test_environment()
    connection.creation.create_test_db(verbosity=0)
    try:
        with tempfile.TemporaryDirectory() as folder, override_settings(MEDIA_ROOT=folder, SIGNING_KEYS=folder):
            signing.make_key()
            yield
    finally:
        connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)


def run_in_process(measure) -> float:
    """Return the result of `measure()` in a forked process."""
    out, into = os.pipe()
    connection.close()
    if os.fork() == 0:
        os.write(into, str(measure()).encode())
        os._exit(0)
    os.wait()
    return float(os.read(out, 100))
