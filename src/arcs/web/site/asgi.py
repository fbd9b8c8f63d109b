"""The application that a server serves."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "arcs.web.site.settings")
_pages = get_asgi_application()

from arcs.web.site.body_limit import BodyLimit  # noqa: E402 - it reads the settings

application = BodyLimit(_pages)
