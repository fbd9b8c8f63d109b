"""Migrations and static files, brought to this version; run by the owner before anything serves."""

import os

import django
from django.core.management import call_command


def prepare() -> None:
    """Run every migration and collect the static files."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "arcs.web.site.settings")
    django.setup()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)


if __name__ == "__main__":
    prepare()
