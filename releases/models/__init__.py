from .access_link import EmbargoPass, MemberReply, OutsideReview, token_digest
from .autosave import Autosave
from .contact import Channel, ContactChannel, OfficeHours, PressContact
from .edition import Edition, EditionContact, EditionFile, EditionMember, EditionQuote
from .media import Attachment, LeadImage
from .quote import Quote
from .read_receipt import ReadReceipt
from .redaction import DestroyedDocument, Redaction, RetiredAddress
from .release import ContactLine, Release, Signatory
from .workflow_event import WorkflowEvent

__all__ = [
    "Attachment",
    "Autosave",
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
    "MemberReply",
    "OfficeHours",
    "OutsideReview",
    "PressContact",
    "Quote",
    "ReadReceipt",
    "Redaction",
    "Release",
    "RetiredAddress",
    "Signatory",
    "WorkflowEvent",
    "token_digest",
]
