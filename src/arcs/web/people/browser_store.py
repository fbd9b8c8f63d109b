"""What a browser keeps of a person's work while there is no link: whose it is, and the key that only a session brings.

The key is the same for all sessions of a person, so that what was left unsent is sent after the next sign-in. A browser
drops it when the person signs out, is locked, or another signs in there (`ui/kept.js`, docs/decisions/0035).
"""

import base64
import hashlib
from typing import Any

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from arcs.web.people import limits
from arcs.web.people.models import Staff
from arcs.web.people.permits import may


def mark_of(person: Staff) -> str:
    """The person's name in a browser's store: it says nothing to anybody else."""
    return hashlib.sha256(f"{settings.SECRET_KEY}{person.pk}".encode()).hexdigest()[:16]


def key_of(person: Staff) -> bytes:
    """The person's key, derived from the site's own secret."""
    derived = HKDF(algorithm=SHA256(), length=32, salt=person.pk.bytes, info=b"arcs browser store")
    return derived.derive(settings.SECRET_KEY.encode())


def given_to(person: Staff) -> dict[str, Any]:
    """What the browser of a signed-in person is told; without activity it locks by itself after so many seconds."""
    lock = None if may(person, "people.no_session_lock") else int(limits.session_lock().total_seconds())
    return {"person": mark_of(person), "key": base64.b64encode(key_of(person)).decode(), "lock_seconds": lock}
