from members.models import StaleVersion

from .act import Act
from .contact import Channel, ContactChannel, OfficeHours, PressContact
from .edition import Edition, EditionContact, EditionFile, EditionMember, EditionQuote
from .file import Attachment, LeadImage
from .link import EmbargoPass, MemberReply, OutsideReview, token_digest
from .look import Look
from .quote import Quote
from .redaction import DestroyedDocument, Redaction, RetiredAddress
from .release import ContactLine, Release, Signatory
from .unsaved import Unsaved

__all__ = [
    "Act",
    "Attachment",
    "Channel",
    "ContactChannel",
    "ContactLine",
    "DestroyedDocument",
    "Edition",
    "EditionContact",
    "EditionFile",
    "EditionMember",
    "EditionQuote",
    "EmbargoPass",
    "LeadImage",
    "Look",
    "MemberReply",
    "OfficeHours",
    "OutsideReview",
    "PressContact",
    "Quote",
    "Redaction",
    "Release",
    "RetiredAddress",
    "Signatory",
    "StaleVersion",
    "Unsaved",
    "token_digest",
]
