"""Signing in: password, second factor, passkey, recovery codes. The steps are allauth's, the pages ours."""

from typing import Any

from allauth.account.views import LoginView, ReauthenticateView
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from arcs.web.people import queries
from arcs.web.people.rate_limit import limited


# Failures are counted by name and address (axes); this is for many names from one address, which many may share.
@method_decorator(limited("sign in", "200/15m"), name="dispatch")
class SignIn(LoginView):  # type: ignore[misc] # allauth and Django's forms carry no types for this
    """E-mail address and password, or a passkey alone."""

    template_name = "people/sign_in.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form, and where to go on."""
        return {**super().get_context_data(**kwargs), "then": self.get_next_url() or ""}


class SecondFactor(AuthenticateView):  # type: ignore[misc] # allauth and Django's forms carry no types for this
    """A code of the app, a recovery code, or a passkey."""

    template_name = "people/second_factor.html"


class Again(ReauthenticateView):  # type: ignore[misc] # allauth and Django's forms carry no types for this
    """The password again, before something that matters."""

    template_name = "people/again.html"


class AddApp(ActivateTOTPView):  # type: ignore[misc] # allauth and Django's forms carry no types for this
    """An authenticator app as second factor."""

    template_name = "people/app_add.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The QR code as an element of the page, and the secret in groups of four for typing."""
        page = super().get_context_data(**kwargs)
        secret = page["form"].secret
        return {
            **page,
            "qr_code": mark_safe(page["totp_svg"]),  # noqa: S308 - drawn by segno from a text we made
            "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        }


class AddPasskey(AddWebAuthnView):  # type: ignore[misc] # allauth and Django's forms carry no types for this
    """A passkey: a phone, a computer's own lock, or a security key."""

    template_name = "people/passkey_add.html"


class RecoveryCodes(ViewRecoveryCodesView):  # type: ignore[misc] # allauth and Django's forms carry no types for this
    """The recovery codes, once."""

    template_name = "people/recovery_codes.html"


class NewRecoveryCodes(GenerateRecoveryCodesView):  # type: ignore[misc] # allauth and Django's forms carry no types for this
    """New recovery codes; the old ones stop working."""

    template_name = "people/recovery_codes_new.html"


@require_GET
def second_factor_needed(request: HttpRequest) -> HttpResponse:
    """Where allauth and the middleware send people: to choose a second factor, or to the page where they are kept."""
    if queries.has_second_factor(request.user):
        return redirect("people:me")
    return render(request, "people/second_factor_needed.html")


@never_cache
@require_POST
def recovery_codes_file(request: HttpRequest) -> HttpResponse:
    """The codes on the page as a text file: only this person's own, sent back by the page that showed them once."""
    shown = request.POST.getlist("code")
    own = set(queries.recovery_codes(request.user))
    if not shown or not set(shown) <= own:
        raise Http404("No such codes.")
    lines = "\r\n".join(["ARCS", request.user.login, "", *shown, ""])
    page = HttpResponse(lines, content_type="text/plain; charset=utf-8")
    page["Content-Disposition"] = 'attachment; filename="arcs-recovery-codes.txt"'
    return page


def locked_out(request: HttpRequest, *_: Any) -> HttpResponse:
    """The answer after too many failures: the same for names that exist and for names that do not."""
    page = render(request, "people/too_many.html", {"minutes": 15}, status=429)
    page["Retry-After"] = str(15 * 60)
    return page
