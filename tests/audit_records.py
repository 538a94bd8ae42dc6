"""The audit log, as a test reads it."""

import json


def recorded(caplog, event=None) -> list[dict]:
    """Return the audit lines so far, or those of one `event`."""
    lines = [json.loads(each.getMessage()) for each in caplog.records if each.name == "newsroom.audit"]
    return [line for line in lines if event in (None, line["event"])]
