"""The record of what was done, as a test reads it."""

import json


def recorded(caplog, event=None) -> list[dict]:
    """The lines of the record so far; of one `event` alone."""
    lines = [json.loads(each.getMessage()) for each in caplog.records if each.name == "newsroom.audit"]
    return [line for line in lines if event in (None, line["event"])]
