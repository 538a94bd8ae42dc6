from .access_link import EmbargoPass, MemberReply, OutsideReview, ReadReceipt, token_digest
from .autosave import Autosave
from .contact import ContactChannel, PressContact
from .edition import Edition, EditionContact, EditionFile, EditionMember, EditionQuote
from .media import Attachment, LeadImage
from .office_hours import OfficeHours
from .quote import Quote
from .redaction import DestroyedDocument, Redaction, RetiredAddress
from .release import ContactLine, Release, Signatory
from .workflow_event import WorkflowEvent

__all__ = [
    "Attachment",
    "Autosave",
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
