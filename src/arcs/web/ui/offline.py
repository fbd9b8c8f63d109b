"""A page that can be loaded anew without a link: its shell, and the service worker that answers with it.

A shell is rendered without a request, so nothing of a person, a session or a call can be in it (docs/decisions/0035).
"""

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpResponse
from django.template.loader import render_to_string

import arcs

A_CALL = "[0-9a-f-]{36}"  # how a call stands in an address
WORKER = Path(__file__).parent / "static" / "ui" / "shell_worker.js"


def version() -> str:
    """Another one for each release: of the static files by their manifest, and of the programme."""
    files = getattr(staticfiles_storage, "manifest_hash", "")
    return hashlib.sha256(f"{arcs.__version__} {files}".encode()).hexdigest()[:12]


def worker_answer(room: str, *, shell: str, pages: str, beside: tuple[str, ...] = ()) -> HttpResponse:
    """The worker of one room's pages. `pages` is a pattern of their paths, `beside` what a page may keep with it.

    Its scope is the folder of its own address, so that it sees no other room's page.
    """
    told = {
        "room": room, "version": version(), "shell": shell, "pages": pages, "beside": beside,
        "files": settings.STATIC_URL,
    }  # fmt: skip
    text = f"self.arcsShell = {json.dumps(told)};\n{_source()}"
    return HttpResponse(text, content_type="text/javascript; charset=utf-8")


def shell_answer(template: str, words: Mapping[str, Any]) -> HttpResponse:
    """The shell: no request, so no person, no token, no message, no navigation."""
    return HttpResponse(render_to_string(template, {"demonstration": settings.DEMONSTRATION, **words}))


@cache
def _source() -> str:
    return WORKER.read_text(encoding="utf-8")
