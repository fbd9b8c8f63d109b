"""The chooser of roles answers on this machine's own address only."""

import ipaddress

from django.conf import settings
from django.http import Http404, HttpRequest

OWN_NAMES = {"127.0.0.1", "localhost", "[::1]"}


def demand_loopback(request: HttpRequest) -> None:
    """Raise Http404 unless this is a demonstration, asked from this machine under its loopback name."""
    host = request.get_host().rsplit(":", 1)[0] if not request.get_host().endswith("]") else request.get_host()
    if not settings.DEMONSTRATION or host not in OWN_NAMES or not _is_loopback(request.META.get("REMOTE_ADDR", "")):
        raise Http404
    if "HTTP_X_FORWARDED_FOR" in request.META:
        # Something stands between the browser and us: then it is no longer one person's own machine.
        raise Http404


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
