"""Where allauth asks us: who may sign up (nobody), how secrets are kept, what a QR code looks like."""

import base64
from typing import Any

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import record_authentication
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from arcs.web.people.models import Staff
from arcs.web.people.signing_in import address_of


def name_of(user: Staff) -> str:
    """What a person is called."""
    return user.name


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in by e-mail address; nobody signs himself up."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _(
            "That e-mail address and password do not go together. Check both; capital letters matter in the password."
        ),
        "incorrect_password": _("That is not your password. Capital letters matter."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: people are invited."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Counting failures is axes' part."""

    def _rollback_login_failed_rl_usage(self) -> None:
        """Nothing was counted above."""

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Our pages say what happened; allauth's own messages would say it a second time."""

    def reauthenticate(self, user: Staff, password: str) -> bool:
        """Whether this is the person's password, asked again before something that matters."""
        again = self.authenticate(context.request, email=user.login, password=password)
        return again is not None and again.pk == user.pk

    def get_reauthentication_methods(self, user: Staff) -> list[dict[str, Any]]:
        """The ways of proving it again. Asked after a view’s transaction, so in one of its own."""
        with transaction.atomic():
            return list(super().get_reauthentication_methods(user))

    def post_login(self, request: HttpRequest, user: Staff, **kwargs: Any) -> HttpResponse:
        """Whoever has just signed in need not prove it again to add a second factor."""
        record_authentication(request, user, "password", reauthenticated=True)
        return super().post_login(request, user, **kwargs)

    def get_client_ip(self, request: HttpRequest) -> str:
        """As everywhere else."""
        return address_of(request) or ""


class SecondFactorAdapter(DefaultMFAAdapter):
    """Second factors: secrets encrypted under a key from the site's own, QR codes as SVG of our own."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("That code did not fit. Codes change every 30 seconds; try the one shown now."),
    }

    def encrypt(self, text: str) -> str:
        """Ciphertext for the database."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret behind a ciphertext."""
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def build_totp_svg(self, url: str) -> str:
        """A QR code as one SVG element for the page itself: our policy allows no `data:` images."""
        return segno.make(url, error="m", micro=False).svg_inline(omitsize=True, dark="#000", light="#fff", border=4)


def _cipher() -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"arcs second factors")
    return Fernet(base64.urlsafe_b64encode(derived.derive(settings.SECRET_KEY.encode())))
