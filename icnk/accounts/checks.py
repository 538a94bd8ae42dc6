"""What must hold outside DEBUG, so that the desk opens for passkeys alone."""

from django.conf import settings
from django.core.checks import Error, Tags, register

MIDDLEWARE = ["icnk.accounts.middleware.PasskeyAuthenticationMiddleware", "icnk.accounts.middleware.AdminAccessMiddleware"]


@register(Tags.security, deploy=True)
def passkeys_alone_open_the_desk(app_configs, **kwargs):
    if not settings.PASSKEYS_REQUIRED:
        yield Error("Passwords open the desk.", hint="Set PASSKEYS_REQUIRED, or DEBUG to 0.", id="accounts.E001")
    if missing := [each for each in MIDDLEWARE if each not in settings.MIDDLEWARE]:
        yield Error(f"Nothing asks for the passkey: {', '.join(missing)}.", hint="MIDDLEWARE", id="accounts.E002")
    if settings.AUTHENTICATION_BACKENDS != ["icnk.accounts.backends.StaffBackend"]:
        yield Error("Others than passkeys say who somebody is.", hint="AUTHENTICATION_BACKENDS", id="accounts.E003")
    if settings.MFA_WEBAUTHN_USER_VERIFICATION != "required":
        yield Error("A device need not check who holds it.", hint="MFA_WEBAUTHN_USER_VERIFICATION", id="accounts.E004")
