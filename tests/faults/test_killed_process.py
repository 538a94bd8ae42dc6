"""`kill -9` at random moments of saving and issuing: what was acknowledged is there, and nothing is there by half."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection

from tests.faults.killed_process import CONTACTS, MEMBERS

ROOT = Path(__file__).parents[2]
KILLS = 50


@pytest.fixture
def database_url(tmp_path):
    """The address of a database of its own."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path / 'killed.sqlite3'}"
        return
    import psycopg2

    place = connection.settings_dict
    where = {"host": place["HOST"], "port": place["PORT"] or 5432, "user": place["USER"], "password": place["PASSWORD"]}
    name = f"killed_{os.getpid()}"
    server = psycopg2.connect(dbname="postgres", **where)
    server.autocommit = True
    with server.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
        yield f"postgres://{where['user']}:{quote(where['password'])}@{where['host']}:{where['port']}/{name}"
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
    server.close()


class Newsroom:
    """The process that is told to work. It keeps what the killed workers had acknowledged."""

    def __init__(self, url):
        environment = {**os.environ, "DATABASE_URL": url, "DEBUG": "1", "DJANGO_SETTINGS_MODULE": "icnk.settings"}
        command = [sys.executable, "-m", "tests.faults.killed_process"]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def begin(self):
        while "ready" not in (answer := self.read_reply()):
            pass
        self.first = answer["ready"] + 1

    def read_reply(self):
        line = self.process.stdout.readline()
        assert line, "the newsroom has ended"
        answer = json.loads(line)
        assert "trouble" not in answer, answer["trouble"]
        return answer

    def send_command(self, order):
        """The id of the process that does it."""
        print(order, file=self.process.stdin, flush=True)
        return self.read_reply()["worker"]

    def until_the_end(self):
        return list(iter(self.heard_before_the_end, None))

    def heard_before_the_end(self):
        answer = self.read_reply()
        return None if "ended" in answer else answer

    def killed_after(self, answers, seconds):
        """What a worker had acknowledged that was killed so long after so many answers."""
        worker = self.send_command("work")
        read_reply = [self.read_reply() for _answer in range(answers)]
        time.sleep(seconds)
        os.kill(worker, signal.SIGKILL)
        return read_reply + self.until_the_end()

    def facts(self, first):
        """{id: what the database holds} of the releases from the id `first` on."""
        self.send_command(f"facts {first}")
        *found, last = self.until_the_end()
        assert last == {"facts": "all"}
        return {each["release"]: each for each in found}


@pytest.fixture
def newsroom(database_url):
    newsroom = Newsroom(database_url)
    with newsroom.process:  # its end is the end of what it is told
        newsroom.begin()
        yield newsroom
        newsroom.process.stdin.close()


@pytest.mark.slow
def test_killed_process_leaves_no_partial_release_and_loses_no_save(newsroom):
    chance, first, acknowledged = random.Random(50), newsroom.first, []
    for _kill in range(KILLS):
        answers = newsroom.killed_after(chance.randrange(5), chance.uniform(0, 0.15))
        found = newsroom.facts(first)
        assert_is_there(answers, found)
        for release in found.values():
            assert_is_whole(release)
        acknowledged += answers
        first = max([*found, first - 1]) + 1
    everything = newsroom.facts(newsroom.first)
    assert_is_there(acknowledged, everything)
    assert sum("saved" in answer for answer in acknowledged) > KILLS
    assert sum("issued" in answer for answer in acknowledged) > KILLS / 5
    assert {len(release["editions"]) for release in everything.values()} == {0, 1, 2}  # killed at every stage


def assert_is_there(answers, found):
    for answer in answers:
        if "saved" in answer:
            release = found[answer["saved"]]
            assert release["kept"][str(answer["version"])] == answer["headline"]
            assert release["version"] >= answer["version"]
        else:
            digests = {edition["number"]: edition["digest"] for edition in found[answer["issued"]]["editions"]}
            assert digests[answer["number"]] == answer["digest"]


def assert_is_whole(release):
    assert release["is_whole"]
    assert sorted(map(int, release["kept"])) == list(range(1, release["version"] + 1))
    assert (release["members"], release["contacts"]) == (MEMBERS, CONTACTS)
    assert release["quotes"] == (0 if release["version"] == 1 else 2)
    editions = release["editions"]
    assert [edition["number"] for edition in editions] == list(range(1, len(editions) + 1))
    ends = [*(edition["from"] for edition in editions[1:]), None][: len(editions)]
    assert [edition["until"] for edition in editions] == ends
    assert release["acts"] == ["bypass", "issue", "bypass", "correct"][: 2 * len(editions)]
    for edition in editions:
        assert edition["is_itself"]
        assert (edition["members"], edition["contacts"]) == (MEMBERS, CONTACTS)
        assert edition["act"] == ["issue" if edition["number"] == 1 else "correct"]
