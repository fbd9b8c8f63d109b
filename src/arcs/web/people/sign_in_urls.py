"""Addresses of the door. Their names are those that allauth's steps ask for, so they stand outside any namespace."""

from allauth.account import views as account
from allauth.mfa.base import views as factor
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkey
from django.urls import path

from arcs.web.people.views import session, sign_in

urlpatterns = [
    path("sign-in/", sign_in.SignIn.as_view(), name="account_login"),
    path("sign-in/out/", session.sign_out, name="account_logout"),
    path("sign-in/off/", account.AccountInactiveView.as_view(template_name="people/off.html"), name="account_inactive"),
    path("sign-in/again/", sign_in.Again.as_view(), name="account_reauthenticate"),
    path("sign-in/second/", sign_in.SecondFactor.as_view(), name="mfa_authenticate"),
    path("sign-in/passkey/", passkey.LoginWebAuthnView.as_view(), name="mfa_login_webauthn"),
    path(
        "sign-in/again/code/",
        factor.ReauthenticateView.as_view(template_name="people/again_code.html"),
        name="mfa_reauthenticate",
    ),
    path(
        "sign-in/again/passkey/",
        passkey.ReauthenticateWebAuthnView.as_view(template_name="people/again_passkey.html"),
        name="mfa_reauthenticate_webauthn",
    ),
    path("sign-in/locked/", session.locked, name="locked"),
    path("sign-in/second-factor/", sign_in.second_factor_needed, name="mfa_index"),
    path("sign-in/app/", sign_in.AddApp.as_view(), name="mfa_activate_totp"),
    path(
        "sign-in/app/remove/",
        app.DeactivateTOTPView.as_view(template_name="people/app_remove.html", success_url="/me/"),
        name="mfa_deactivate_totp",
    ),
    path("sign-in/passkeys/", sign_in.second_factor_needed, name="mfa_list_webauthn"),
    path("sign-in/passkeys/add/", sign_in.AddPasskey.as_view(), name="mfa_add_webauthn"),
    path(
        "sign-in/passkeys/<int:pk>/remove/",
        passkey.RemoveWebAuthnView.as_view(template_name="people/passkey_remove.html", success_url="/me/"),
        name="mfa_remove_webauthn",
    ),
    path("sign-in/recovery-codes/", sign_in.RecoveryCodes.as_view(), name="mfa_view_recovery_codes"),
    path("sign-in/recovery-codes/new/", sign_in.NewRecoveryCodes.as_view(), name="mfa_generate_recovery_codes"),
    path("sign-in/recovery-codes/file/", sign_in.recovery_codes_file, name="mfa_download_recovery_codes"),
]
