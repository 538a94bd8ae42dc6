"""Two people in one release, and twenty: no save goes over another, and no word that was typed is gone."""

import random
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qs

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from icnk.core.history.models import get_versions, save_version
from releases.models import Autosave, Release
from tests.factories import a_contact, a_draft, a_member, a_writer
from tests.releases.admin.forms import filled

ROUNDS, THREADS = 200, 20


def address(release, page="change"):
    return reverse(f"admin:releases_release_{page}", args=[release.pk])


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


class Person:
    def __init__(self, name, release):
        self.account = a_writer(first_name=name, last_name="Sample")
        self.name, self.release, self.client, self.round = name, release, signed_in(self.account), 0
        self.saved, self.merged = [], 0
        self.open()

    def open(self):
        self.form = filled(self.client, address(self.release))

    def save(self, field):
        """Type words of one's own into one field and save; join where another was first. The words."""
        self.round += 1
        words = f"{self.name} {self.round}"
        response = self.client.post(address(self.release), self.form | {field: words, "_continue": "1"})
        assert response.status_code == 302
        if response.url == address(self.release):
            self.saved.append((field, words))
            self.form |= {field: words, "version": self.form["version"] + 1}  # what the page shows then
        else:
            self.find_and_merge(response.url, field, words)
            self.open()

    def find_and_merge(self, url, field, words):
        row = Autosave.objects.get(person=self.account)
        assert parse_qs(row.form)[field] == [words]
        page = self.client.get(url)
        assert words.split()[1] in page.content.decode()
        form = page.context["form"]
        data = {bound.html_name: bound.value() or "" for bound in form}
        data |= {f"take_{choice.name}": choice.preset or "mine" for choice in form.differences}
        data |= {"saved": page.context["original"].version, "typed": page.context["checksum"]}
        answer = self.client.post(url, data)
        assert answer.url == address(self.release)
        self.saved.append((field, words))
        self.merged += 1


@pytest.mark.slow
@pytest.mark.once  # the saves run one after the other, so the database makes no difference
@pytest.mark.django_db
def test_concurrent_saves_of_two_people_lose_nothing_in_200_rounds():
    chance = random.Random(23)
    release = a_draft(members=[a_member()], contacts=[a_contact()], quotes=["It is a quiet room,"])
    save_version(release, by=None)
    people = [Person("Ada", release), Person("Ben", release)]
    fields = ["kicker", "subheadline", "boilerplate", "quotes-0-speaker", "contact_lines-0-city"]
    for _round in range(ROUNDS):
        for person in chance.sample(people, 2):
            before = Release.objects.get()
            person.save(chance.choice(fields))
            field, words = person.saved[-1]
            last = get_versions(release).last()
            assert (last.number, last.saved_by) == (before.version + 1, person.account)
            assert _in(last.content, field) == words
        if chance.random() < 0.5:
            chance.choice(people).open()
    assert sum(len(person.saved) for person in people) == 2 * ROUNDS
    assert min(person.merged for person in people) > ROUNDS / 4
    kept = list(get_versions(release))
    assert [version.number for version in kept] == list(range(kept[0].number, kept[0].number + 2 * ROUNDS + 1))
    everything = {(field, _in(version.content, field)) for version in kept for field in fields}
    assert all(set(person.saved) <= everything for person in people)


def _in(content, field):
    name, _number, part = field.partition("-0-")
    return content["parts"][name][0][part] if part else content["fields"][field]


@pytest.mark.django_db(transaction=True)
def test_concurrent_saves_of_twenty_people_store_one_and_show_both_texts():
    release = a_draft()
    save_version(release, by=None)
    people = [a_writer() for _number in range(THREADS)]
    clients = [signed_in(person) for person in people]
    form = filled(clients[0], address(release))

    def save_at_once(number):
        try:
            words = form | {"kicker": f"Words of {number}.", "_continue": "1"}
            response = clients[number].post(address(release), words, follow=True)
            return response.redirect_chain[0][0], response.content.decode()
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        answers = list(pool.map(save_at_once, range(THREADS)))
    winners = [number for number, (url, _page) in enumerate(answers) if url == address(release)]
    assert len(winners) == 1
    assert Release.objects.get().kicker == f"Words of {winners[0]}."
    assert Release.objects.get().version == release.version + 1
    for number, (url, page) in enumerate(answers):
        if number != winners[0]:
            assert url == address(release, "merge")
            assert f'<mark class="theirs">{winners[0]}</mark>' in page
            assert f"<mark>{number}</mark>" in page
            assert parse_qs(Autosave.objects.get(person=people[number]).form)["kicker"] == [f"Words of {number}."]
