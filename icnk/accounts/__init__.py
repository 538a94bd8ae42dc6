"""Who gets in: passkeys, the sessions that are made with them, and the ways that lead to a first one."""
