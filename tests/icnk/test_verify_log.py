"""The command `verify_log`, which checks an audit log for changed and missing lines."""

import io

import pytest
from django.core.management import CommandError, call_command

from icnk.core import audit_log


@pytest.fixture
def lines(caplog):
    for number in range(1, 6):
        audit_log.record("sample.done", release=number)
    return [each.getMessage() for each in caplog.records if each.name == "newsroom.audit"]


@pytest.fixture
def verify(tmp_path):
    def verify(lines):
        file, out = tmp_path / "audit.log", io.StringIO()
        file.write_text("".join(f"{line}\n" for line in lines))
        call_command("verify_log", str(file), stdout=out)
        return out.getvalue()

    return verify


def test_verify_log_accepts_an_intact_log(lines, verify):
    assert verify(lines).startswith("Intact: 5 lines of 1 processes.")


def test_verify_log_ignores_lines_of_other_logs(lines, verify, monkeypatch):
    monkeypatch.setattr(audit_log, "_chain", other := audit_log._LogChain())
    among = [lines[0], "2026-11-24 WARNING django.request: 404 GET -", other.next({"event": "other"}), *lines[1:], "{"]
    assert verify(among).startswith("Intact: 6 lines of 2 processes.")


def test_verify_log_reads_stdin_without_a_file(lines, monkeypatch):
    out = io.StringIO()
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(lines)))
    call_command("verify_log", stdout=out)
    assert "Intact: 5 lines" in out.getvalue()


@pytest.mark.parametrize(
    "forge",
    [
        lambda lines: lines.pop(2),
        lambda lines: lines.insert(2, lines[1]),
        lambda lines: lines.__setitem__(2, lines[2].replace('"release": 3', '"release": 4')),
        lambda lines: lines.__setitem__(2, lines[2].replace("shell:", "shell:not-")),
        lambda lines: lines.reverse(),
    ],
)
def test_verify_log_names_the_tampered_line(lines, verify, forge):
    forge(lines)
    with pytest.raises(CommandError) as refused:
        verify(lines)
    assert refused.value.returncode == 2
    assert "line" in str(refused.value)


def test_verify_log_reports_a_late_first_line(lines, verify):
    (said,) = verify(lines[2:]).splitlines()[1:]
    assert "starts with line" in said


def test_verify_log_reports_a_missing_file(tmp_path):
    with pytest.raises(CommandError, match=r"nothing\.jsonl: No such file"):
        call_command("verify_log", str(tmp_path / "nothing.jsonl"))
