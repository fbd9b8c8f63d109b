"""Forms of sign-in and of passwords."""

from typing import Any

from allauth.account.forms import LoginForm, ReauthenticateForm
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as FactorAgainForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.contrib.auth import authenticate, password_validation
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from arcs.web.people.models import AtTheDoor, Staff
from arcs.web.people.rate_limit import take
from arcs.web.people.signing_in import WHY_REFUSED, write_event

NOT_TOGETHER = _(
    "That e-mail address and password do not go together. Check both; capital letters matter in the password."
)


def password_field(label: Any, *, new: bool = False, help_text: Any = "") -> forms.CharField:
    """A password: the one in use, or a new one."""
    kind = "new-password" if new else "current-password"
    return forms.CharField(
        label=label,
        strip=False,
        help_text=help_text,
        widget=forms.PasswordInput(attrs={"autocomplete": kind}),
    )


def code_field(label: Any, help_text: Any) -> forms.CharField:
    """A code of an app, or a recovery code."""
    attributes = {"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}
    return forms.CharField(label=label, max_length=20, help_text=help_text, widget=forms.TextInput(attrs=attributes))


class SignInForm(LoginForm):
    """E-mail address and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.EmailField(
            label=_("E-mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "username"})
        )
        self.fields["password"] = password_field(_("Password"))
        self.order_fields(["login", "password"])

    def clean(self) -> dict[str, Any]:
        """One sentence for every name and password that do not go together; a reason only after the right password."""
        try:
            return super().clean()
        except forms.ValidationError as refusal:
            why = getattr(self.request, WHY_REFUSED, "")
            raise forms.ValidationError(why) if why else refusal from None


class AgainForm(ReauthenticateForm):
    """The password again."""

    password = password_field(_("Password"))


class UnlockForm(forms.Form):
    """The password of the person whose session is locked."""

    password = password_field(_("Password"))

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        self.request = request
        super().__init__(*args, **kwargs)

    def clean_password(self) -> str:
        """Refused unless it is this person's; failures count as at sign-in."""
        password: str = self.cleaned_data["password"]
        staff = authenticate(self.request, login=self.request.user.login, password=password)  # type: ignore[union-attr] # only a signed-in person's session locks
        if staff is None or staff.pk != self.request.user.pk:
            raise forms.ValidationError(_("That is not your password. Capital letters matter."))
        return password


class _CountedCode:
    """Ten codes in a quarter of an hour, and each code once: counted for all processes in the database."""

    user: Staff

    def clean_code(self) -> str:
        """The code, if it fits and was not used before."""
        if not take(f"second factor:{self.user.pk}", 10, 900):
            write_event(None, AtTheDoor.LOCKED_OUT, staff=self.user)
            raise forms.ValidationError(_("Too many codes were tried. Wait 15 minutes, then try again."))
        try:
            code: str = super().clean_code()  # type: ignore[misc] # it stands before allauth's form, which has it
        except forms.ValidationError:
            write_event(None, AtTheDoor.REFUSED, staff=self.user)
            raise
        if not take(f"code:{self.user.pk}:{code}", 1, 120):
            raise forms.ValidationError(_("This code was used already. Wait for the next one."))
        return code


class SecondFactorForm(_CountedCode, AuthenticateForm):
    """A code of the app, or one of the recovery codes."""

    code = code_field(_("Code"), _("Six digits from your authenticator app, or one of your recovery codes."))


class SecondFactorAgainForm(_CountedCode, FactorAgainForm):
    """A code again, before something that matters."""

    code = code_field(_("Code"), _("Six digits from your authenticator app, or one of your recovery codes."))


class AppForm(ActivateTOTPForm):
    """The first code, which proves that the app has the secret."""

    code = code_field(_("Code"), _("The six digits your app shows now."))


class PasskeyForm(AddWebAuthnForm):
    """A passkey's name; the key itself comes from the browser."""

    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("So that you know it again: work phone, desk."))
    passwordless = forms.BooleanField(
        label=_("Sign in with this passkey alone, without a password"), required=False, initial=True
    )


class NewPasswordForm(forms.Form):
    """A new password, typed twice."""

    password = password_field(
        _("New password"),
        new=True,
        help_text=_("At least 12 characters. A few words that only you would put together."),
    )
    again = password_field(_("The same once more"), new=True)

    def __init__(self, *args: Any, staff: Staff, **kwargs: Any) -> None:
        self.staff = staff
        super().__init__(*args, **kwargs)

    def clean_password(self) -> str:
        """Refused when it is short, common, or like the person's name."""
        password: str = self.cleaned_data["password"]
        password_validation.validate_password(password, self.staff)
        return password

    def clean(self) -> dict[str, Any]:
        """Both must be the same."""
        cleaned = super().clean() or {}
        if cleaned.get("password") and cleaned.get("again") and cleaned["password"] != cleaned["again"]:
            self.add_error("again", _("The two are not the same. Type the new password again."))
        return cleaned


class ChangePasswordForm(NewPasswordForm):
    """The password in use, then the new one."""

    current = password_field(_("Password now"))
    field_order = ("current", "password", "again")

    def clean_current(self) -> str:
        """It must be the one in use."""
        current: str = self.cleaned_data["current"]
        if not take(f"own password:{self.staff.pk}", 10, 900):
            raise forms.ValidationError(_("Too many passwords were tried. Wait 15 minutes, then try again."))
        if not self.staff.check_password(current):
            raise forms.ValidationError(_("That is not your password. Capital letters matter."))
        return current
