import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "icnk.settings")
application = get_wsgi_application()

from icnk.checks import refuse_to_start  # noqa: E402 - it asks the settings

refuse_to_start()
