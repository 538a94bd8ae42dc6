from .contact import Channel, ContactChannel, OfficeHours, PressContact
from .edition import Edition, EditionMember
from .quote import Quote
from .release import ContactLine, Release, Signatory, StaleVersion

__all__ = [
    "Channel",
    "ContactChannel",
    "ContactLine",
    "Edition",
    "EditionMember",
    "OfficeHours",
    "PressContact",
    "Quote",
    "Release",
    "Signatory",
    "StaleVersion",
]
