"""Sign-in with passkeys, sessions, invitations, recovery, and the roles of staff."""
