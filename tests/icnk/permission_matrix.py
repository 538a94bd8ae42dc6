"""The permission matrix: the result of a GET and a POST of each URL for each kind of user.

    shown    200: the page or file; after a POST, the form with its errors
    moved    302: done, or the page is at another URL
    sign-in  302 to the sign-in page
    no       403
    404      not found, or not visible to this person
    405      the URL does not allow this method

HEAD has the result of GET unless a line says otherwise. PUT, PATCH, DELETE, OPTIONS and TRACE always return 405.

A POST has a CSRF token and no fields. If the result is *moved* nevertheless, the action needs no fields (stop, send for
review, restore), or the record is in use and can't be deleted.

Passkeys are required. All users have just signed in with a passkey, except *nobody*, who is anonymous, and *keyless*, a
superuser whose session was not opened with a passkey. *ended* is a deactivated publisher whose browser still has the
session; *outsider* is staff without a role. A URL without a name is written as its route. `all` means every user.

A test fails if a URL has no line here.
"""

PEOPLE = ("nobody", "keyless", "ended", "outsider", "writer", "publisher", "administrator", "superuser")
METHODS_OF_NO_USE = ("PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")

MATRIX = """
address                                          method   nobody  keyless ended   outside writer  publ.   admin.  super

# The public pages
home                                             GET,POST all     shown
information                                      GET,POST all     shown
accessibility                                    GET,POST all     shown
member_list                                      GET,POST all     shown
members_csv                                      GET,POST all     shown
release_list                                     GET,POST all     shown
feed                                             GET,POST all     shown
feed_json                                        GET,POST all     shown
social_card                                      GET,POST all     shown
release                                          GET,POST all     shown
edition                                          GET,POST all     shown
edition_diff                                     GET,POST all     shown
release_text                                     GET,POST all     shown
release_pdf                                      GET,POST all     shown
release_json                                     GET,POST all     shown
release_kit                                      GET,POST all     shown
republish                                        GET,POST all     shown
quotes                                           GET,POST all     shown
press_desk                                       GET,POST all     shown
vcard                                            GET,POST all     shown

# Whether it is genuine
edition_document                                 GET,POST all     shown
edition_signature                                GET,POST all     shown
ledger                                           GET,POST all     shown
ledger_lines                                     GET,POST all     shown
verify                                           GET,POST all     shown
signing_keys                                     GET,POST all     shown
signing_key                                      GET,POST all     shown

# The private links: whoever has the address has the link
embargo_pass                                     GET,POST all     shown
embargo_file                                     GET,POST all     shown
outside_review_file                              GET,POST all     shown
outside_review                                   GET,POST all     shown

# Members, files
member                                           GET,POST all     shown
member_feed                                      GET,POST all     shown
member_feed_json                                 GET,POST all     shown
file                                             GET      all     shown
file                                             POST     all     405

# The desk: signing in, and what is everybody's
admin:search                                     GET,POST sign-in sign-in sign-in shown   shown   shown   shown   shown
admin:index                                      GET,POST sign-in sign-in sign-in shown   shown   shown   shown   shown
admin:login                                      GET,POST all     sign-in
admin:logout                                     GET,POST all     sign-in
admin:password_change                            GET,POST sign-in sign-in sign-in 404     404     404     404     404
admin:password_change_done                       GET      sign-in sign-in sign-in shown   shown   shown   shown   shown
admin:password_change_done                       POST     sign-in sign-in sign-in 405     405     405     405     405
admin:autocomplete                               GET      sign-in sign-in sign-in no      no      no      no      no
admin:autocomplete                               POST     sign-in sign-in sign-in 405     405     405     405     405
admin:jsi18n                                     GET      sign-in sign-in sign-in shown   shown   shown   shown   shown
admin:jsi18n                                     POST     sign-in sign-in sign-in 405     405     405     405     405

# People and roles
admin:auth_user_password_change                  GET,POST sign-in sign-in sign-in 404     404     404     404     404
admin:auth_user_changelist                       GET,POST sign-in sign-in sign-in no      no      no      shown   shown
admin:auth_user_add                              GET,POST sign-in sign-in sign-in no      no      no      shown   shown
admin:auth_user_history                          GET,POST sign-in sign-in sign-in no      no      no      shown   shown
admin:auth_user_delete                           GET,POST sign-in sign-in sign-in no      no      no      no      shown
admin:auth_user_change                           GET,POST sign-in sign-in sign-in no      no      no      shown   shown
admin/auth/user/<path:object_id>/                GET,POST sign-in sign-in sign-in moved   moved   moved   moved   moved
admin:auth_group_changelist                      GET,POST sign-in sign-in sign-in no      no      no      shown   shown
admin:auth_group_add                             GET,POST sign-in sign-in sign-in no      no      no      no      shown
admin:auth_group_history                         GET,POST sign-in sign-in sign-in no      no      no      shown   shown
admin:auth_group_delete                          GET,POST sign-in sign-in sign-in no      no      no      no      shown
admin:auth_group_change                          GET      sign-in sign-in sign-in no      no      no      shown   shown
admin:auth_group_change                          POST     sign-in sign-in sign-in no      no      no      no      shown
admin/auth/group/<path:object_id>/               GET,POST sign-in sign-in sign-in moved   moved   moved   moved   moved
admin:auth_user_invite                           GET,POST sign-in sign-in sign-in no      no      no      shown   shown
admin:auth_user_recovery                         GET,POST sign-in sign-in sign-in no      no      no      shown   shown

# The site's texts
admin:icnk_sitetext_deleted                      GET      sign-in sign-in sign-in no      no      shown   shown   shown
admin:icnk_sitetext_deleted                      POST     sign-in sign-in sign-in no      no      404     404     404
admin:icnk_sitetext_version                      GET      sign-in sign-in sign-in no      no      shown   shown   shown
admin:icnk_sitetext_version                      POST     sign-in sign-in sign-in no      no      moved   moved   moved
admin:icnk_sitetext_changelist                   GET,POST sign-in sign-in sign-in no      no      shown   shown   shown
admin:icnk_sitetext_add                          GET,POST sign-in sign-in sign-in no      no      shown   shown   shown
admin:icnk_sitetext_history                      GET,POST sign-in sign-in sign-in no      no      shown   shown   shown
admin:icnk_sitetext_delete                       GET,POST sign-in sign-in sign-in no      no      no      shown   shown
admin:icnk_sitetext_change                       GET,POST sign-in sign-in sign-in no      no      shown   shown   shown
admin/icnk/sitetext/<path:object_id>/            GET,POST sign-in sign-in sign-in moved   moved   moved   moved   moved

# Press contacts
admin:releases_presscontact_verified             GET      sign-in sign-in sign-in 405     405     405     405     405
admin:releases_presscontact_verified             POST     sign-in sign-in sign-in no      no      moved   moved   moved
admin:releases_presscontact_retire               GET,POST sign-in sign-in sign-in no      no      shown   shown   shown
admin:releases_presscontact_deleted              GET      sign-in sign-in sign-in no      no      shown   shown   shown
admin:releases_presscontact_deleted              POST     sign-in sign-in sign-in no      no      404     404     404
admin:releases_presscontact_version              GET      sign-in sign-in sign-in no      shown   shown   shown   shown
admin:releases_presscontact_version              POST     sign-in sign-in sign-in no      no      moved   moved   moved
admin:releases_presscontact_changelist           GET,POST sign-in sign-in sign-in no      shown   shown   shown   shown
admin:releases_presscontact_add                  GET,POST sign-in sign-in sign-in no      no      shown   shown   shown
admin:releases_presscontact_history              GET,POST sign-in sign-in sign-in no      shown   shown   shown   shown
admin:releases_presscontact_delete               GET,POST sign-in sign-in sign-in no      no      moved   moved   moved
admin:releases_presscontact_change               GET      sign-in sign-in sign-in no      shown   shown   shown   shown
admin:releases_presscontact_change               POST     sign-in sign-in sign-in no      no      shown   shown   shown
admin/releases/presscontact/<path:object_id>/    GET,POST sign-in sign-in sign-in moved   moved   moved   moved   moved

# Members
admin:members_coalitionmember_logo               GET,POST sign-in sign-in sign-in no      shown   shown   shown   shown
admin:members_coalitionmember_join               GET,POST sign-in sign-in sign-in no      no      shown   shown   shown
admin:members_coalitionmember_leave              GET,POST sign-in sign-in sign-in no      no      shown   shown   shown
admin:members_coalitionmember_rename             GET,POST sign-in sign-in sign-in no      no      shown   shown   shown
admin:members_coalitionmember_deleted            GET      sign-in sign-in sign-in no      no      shown   shown   shown
admin:members_coalitionmember_deleted            POST     sign-in sign-in sign-in no      no      404     404     404
admin:members_coalitionmember_version            GET      sign-in sign-in sign-in no      shown   shown   shown   shown
admin:members_coalitionmember_version            POST     sign-in sign-in sign-in no      no      moved   moved   moved
admin:members_coalitionmember_changelist         GET,POST sign-in sign-in sign-in no      shown   shown   shown   shown
admin:members_coalitionmember_add                GET,POST sign-in sign-in sign-in no      no      shown   shown   shown
admin:members_coalitionmember_history            GET,POST sign-in sign-in sign-in no      shown   shown   shown   shown
admin:members_coalitionmember_delete             GET,POST sign-in sign-in sign-in no      no      moved   moved   moved
admin:members_coalitionmember_change             GET      sign-in sign-in sign-in no      shown   shown   shown   shown
admin:members_coalitionmember_change             POST     sign-in sign-in sign-in no      no      shown   shown   shown
admin/members/coalitionmember/<path:object_id>/  GET,POST sign-in sign-in sign-in moved   moved   moved   moved   moved

# Redactions
admin:releases_redaction_changelist              GET,POST sign-in sign-in sign-in no      no      shown   shown   shown
admin:releases_redaction_add                     GET,POST sign-in sign-in sign-in no      no      shown   shown   shown
admin:releases_redaction_history                 GET,POST sign-in sign-in sign-in no      no      shown   shown   shown
admin:releases_redaction_delete                  GET,POST sign-in sign-in sign-in no      no      no      no      no
admin:releases_redaction_change                  GET      sign-in sign-in sign-in no      no      shown   shown   shown
admin:releases_redaction_change                  POST     sign-in sign-in sign-in no      no      no      no      no
admin/releases/redaction/<path:object_id>/       GET,POST sign-in sign-in sign-in moved   moved   moved   moved   moved

# Releases
admin:releases_release_earlier                   GET,POST sign-in sign-in sign-in no      shown   shown   no      shown
admin:releases_release_duplicate                 GET,POST sign-in sign-in sign-in no      shown   shown   no      shown
admin:releases_release_import                    GET,POST sign-in sign-in sign-in no      shown   shown   no      shown
admin:releases_release_file                      GET,POST sign-in sign-in sign-in no      shown   shown   shown   shown
admin:releases_release_preview                   GET,POST sign-in sign-in sign-in no      shown   shown   shown   shown
admin:releases_release_preview_part              GET,POST sign-in sign-in sign-in no      shown   shown   shown   shown
admin:releases_release_passes                    GET,POST sign-in sign-in sign-in no      no      shown   no      shown
admin:releases_release_reviews                   GET,POST sign-in sign-in sign-in no      shown   shown   no      shown
admin:releases_release_replies                   GET      sign-in sign-in sign-in no      shown   shown   no      shown
admin:releases_release_replies                   POST     sign-in sign-in sign-in no      moved   moved   no      moved
admin:releases_release_merge                     GET,POST sign-in sign-in sign-in no      moved   moved   no      moved
admin:releases_release_autosave                  GET      sign-in sign-in sign-in 405     405     405     405     405
admin:releases_release_autosave                  POST     sign-in sign-in sign-in no      shown   shown   no      shown
admin:releases_release_unsaved-changes           GET,POST sign-in sign-in sign-in no      moved   moved   no      moved
admin:releases_release_send-for-review           GET      sign-in sign-in sign-in no      shown   shown   no      shown
admin:releases_release_send-for-review           POST     sign-in sign-in sign-in no      moved   moved   no      moved
admin:releases_release_send-back                 GET,POST sign-in sign-in sign-in no      no      shown   no      shown
admin:releases_release_clear                     GET,POST sign-in sign-in sign-in no      no      shown   no      shown
admin:releases_release_issue                     GET,POST sign-in sign-in sign-in no      no      shown   no      shown
admin:releases_release_minor-correction          GET,POST sign-in sign-in sign-in no      no      shown   no      shown
admin:releases_release_issued                    GET,POST sign-in sign-in sign-in no      shown   shown   shown   shown
admin:releases_release_withdraw                  GET,POST sign-in sign-in sign-in no      no      shown   no      shown
admin:releases_release_stop                      GET      sign-in sign-in sign-in no      no      shown   no      shown
admin:releases_release_stop                      POST     sign-in sign-in sign-in no      no      moved   no      moved
admin:releases_release_deleted                   GET      sign-in sign-in sign-in no      shown   shown   no      shown
admin:releases_release_deleted                   POST     sign-in sign-in sign-in no      404     404     no      404
admin:releases_release_version                   GET      sign-in sign-in sign-in no      shown   shown   shown   shown
admin:releases_release_version                   POST     sign-in sign-in sign-in no      moved   moved   no      moved
admin:releases_release_changelist                GET,POST sign-in sign-in sign-in no      shown   shown   shown   shown
admin:releases_release_add                       GET,POST sign-in sign-in sign-in no      shown   shown   no      shown
admin:releases_release_history                   GET,POST sign-in sign-in sign-in no      shown   shown   shown   shown
admin:releases_release_delete                    GET,POST sign-in sign-in sign-in no      moved   moved   no      moved
admin:releases_release_change                    GET      sign-in sign-in sign-in no      shown   shown   shown   shown
admin:releases_release_change                    POST     sign-in sign-in sign-in no      shown   shown   no      shown
admin/releases/release/<path:object_id>/         GET,POST sign-in sign-in sign-in moved   moved   moved   moved   moved
admin:releases_release_read-receipts             GET,POST sign-in sign-in sign-in no      no      shown   shown   shown

# The rest of the desk
admin:app_list                                   GET,POST sign-in sign-in sign-in 404     shown   shown   shown   shown
admin/(?P<url>.*)$                               GET,POST sign-in sign-in sign-in 404     404     404     404     404

# Signing in, and one's own keys
account:sign_in                                  GET      shown   shown   shown   moved   moved   moved   moved   moved
account:sign_in                                  POST     all     no
account:sign_in_options                          GET      all     405
account:sign_in_options                          POST     all     shown
account:sign_out                                 GET      all     405
account:sign_out                                 POST     all     sign-in
account:reauthenticate                           GET      all     405
account:reauthenticate                           POST     sign-in sign-in sign-in no      no      no      no      no
account:reauthentication_options                 GET      all     405
account:reauthentication_options                 POST     sign-in sign-in sign-in shown   shown   shown   shown   shown
account:enrol                                    GET,POST all     no
account:enrolment_options                        GET      all     405
account:enrolment_options                        POST     all     no
account:invitation                               GET      all     shown
account:invitation                               POST     all     moved
account:emergency_code                           GET,POST all     shown
account:emergency_codes                          GET,POST sign-in sign-in sign-in shown   shown   shown   shown   shown
account:passkeys                                 GET,POST sign-in sign-in sign-in shown   shown   shown   shown   shown
account:passkey_options                          GET      all     405
account:passkey_options                          POST     sign-in sign-in sign-in shown   shown   shown   shown   shown
account:passkey                                  GET      all     405
account:passkey                                  POST     sign-in sign-in sign-in 404     404     moved   404     404
account:sessions                                 GET      sign-in sign-in sign-in shown   shown   shown   shown   shown
account:sessions                                 POST     sign-in sign-in sign-in moved   moved   moved   moved   moved

# For machines
sitemap                                          GET,POST all     shown
news_sitemap                                     GET,POST all     shown
robots                                           GET,POST all     shown
security_txt                                     GET,POST all     shown
live                                             GET,POST all     shown
ready                                            GET,POST all     shown
"""


def _read(matrix):
    """Return {(name, method): {person: result}} of the lines above; `all` means everybody."""
    lines = [line.split() for line in matrix.splitlines() if line.strip() and not line.startswith("#")]
    return {
        (name, method): dict(zip(PEOPLE, cells[1:] * len(PEOPLE) if cells[0] == "all" else cells, strict=False))
        for name, methods, *cells in lines[1:]
        for method in methods.split(",")
    }


LINES = _read(MATRIX)


def expected(name, method, who) -> str:
    if method in METHODS_OF_NO_USE:
        return "405"
    line = LINES.get((name, method)) or LINES[name, "GET"]
    return line[who]


def missing_permissions(names) -> tuple[set, set]:
    """Return (URL names without a line, lines without a URL name)."""
    names = set(names)
    there = {(name, method) for name in names for method in ("GET", "POST")}
    return there - set(LINES), {name for name, _method in LINES} - names
