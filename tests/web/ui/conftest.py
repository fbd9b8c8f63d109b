"""This room's tests show pages without having collected the static files first."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import override_settings

from arcs.web.ui.forms import FormRenderer


@pytest.fixture(autouse=True, scope="session")
def plain_static_files() -> Iterator[None]:
    """Addresses of static files as they are named, and forms in this look."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    renderer = f"{FormRenderer.__module__}.{FormRenderer.__name__}"
    with override_settings(STORAGES={**settings.STORAGES, "staticfiles": plain}, FORM_RENDERER=renderer):
        yield
