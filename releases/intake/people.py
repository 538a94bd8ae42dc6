"""The members and contacts that are there, and those that a text adds to them."""

from django.utils.translation import gettext as _

from icnk.core.history.models import keep
from members.models import CoalitionMember, folded
from releases.models import ContactChannel, ContactLine, PressContact, Quote


class People:
    """Joins what a text names to records, and adds those that are not there yet: unlisted, and with a version kept."""

    def __init__(self):
        self.members = CoalitionMember.objects.by_folded_name()
        self.contacts = PressContact.objects.by_folded_name()
        self.new = []

    def keep(self, by):
        for record in self.new:
            keep(record, by=by, occasion=_("Read from a text."))

    def signatories(self, read):
        """[(member, line)] in order, and the lines that name a member a second time."""
        found, twice = {}, []
        for each in read:
            member = self._member(each)
            if member in found:
                twice.append(each.as_written)
            else:
                found[member] = each.as_written
        return list(found.items()), twice

    def contact_line(self, release, position, read):
        return ContactLine(
            release=release,
            contact=self._contact(read) if read.name else None,
            position=position,
            city=read.city or "",
            name=read.name or "",
            title=read.title or "",
            organisation=read.organisation or "",
            channels="\n".join(printed(read)),
        )

    def quote(self, release, position, read):
        return Quote(
            release=release,
            position=position,
            kind=read.kind,
            text=read.text,
            speaker=read.speaker or "",
            title=read.title or "",
            organisation=read.organisation or "",
            contact=self.contacts.get(folded(read.speaker or "")),
            member=self.members.get(folded(read.organisation or "")),
        )

    def _member(self, read):
        known = self.members.get(folded(read.as_written)) or self.members.get(folded(read.name))
        if not known:
            known = save(
                CoalitionMember(
                    kind=read.kind,
                    name=read.name,
                    as_printed=read.as_written,
                    country=read.country or "",
                    role=read.role,
                    affiliation=read.affiliation,
                    position=len(self.members),
                )
            )
            self.members[folded(read.as_written)] = self.members[folded(read.name)] = known
            self.new.append(known)
        return known

    def _contact(self, read):
        known = self.contacts.get(folded(read.name))
        if not known:
            known = save(
                PressContact(
                    name=read.name,
                    title=read.title or "",
                    organisation=read.organisation or "",
                    member=self.members.get(folded(read.organisation or "")),
                    city=read.city or "",
                )
            )
            for position, channel in enumerate(printed(read)):
                save(ContactChannel(contact=known, position=position, as_printed=channel))
            self.contacts[folded(read.name)] = known
            self.new.append(known)
        return known


def printed(contact):
    return [f"{channel.label} {channel.value}".strip() for channel in contact.channels]


def save(record):
    """Save a record whose values were read, not typed into a form: SQLite checks no length."""
    record.full_clean()
    record.save()
    return record
