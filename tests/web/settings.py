"""The site's settings with the probe, a compartment that stands for the casework to come."""

import atexit
import shutil
import tempfile
from pathlib import Path

from arcs.web.site.settings import *  # noqa: F403 - everything, and a little more
from arcs.web.site.settings import DATABASES, INSTALLED_APPS, STORAGES

INSTALLED_APPS = [*INSTALLED_APPS, "tests.web.probe"]

_OUTSIDE = Path(tempfile.mkdtemp(prefix="arcs-tests-"))
atexit.register(shutil.rmtree, _OUTSIDE, ignore_errors=True)
ARCS_KEYS_FOLDER = str(_OUTSIDE / "keys")
ARCS_SEAL_FILE = str(_OUTSIDE / "seals.txt")
ARCS_ALARM_FILE = str(_OUTSIDE / "alarms.jsonl")
STATIC_ROOT = _OUTSIDE / "static"
STATIC_ROOT.mkdir()
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
SECURE_SSL_REDIRECT = False  # the test browser speaks no TLS
# No pool of connections: tests point the connections from one database to another.
DATABASES = {alias: {**told, "OPTIONS": {}} for alias, told in DATABASES.items()}
