import json
import logging

import pytest


@pytest.fixture
def audited(caplog):
    """Gives the events that were recorded so far, each as (event, by)."""
    caplog.set_level(logging.INFO, logger="newsroom.audit")

    def events():
        lines = [json.loads(each.message) for each in caplog.records if each.name == "newsroom.audit"]
        return [(line["event"], line["by"]) for line in lines]

    return events
