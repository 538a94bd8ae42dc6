"""Sign-in with passkeys, sessions, invitations, recovery, and the roles of the desk's people."""
