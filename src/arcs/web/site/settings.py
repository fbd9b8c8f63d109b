"""Django's settings. What differs between installations comes from the environment; see docs/how-to."""

import os
from pathlib import Path

from csp.constants import NONE, SELF

from arcs.web.site import configuration

STATE = Path(os.environ.get("ARCS_STATE_FOLDER", "var")).resolve()
DEMONSTRATION = os.environ.get("ARCS_DEMONSTRATION") == "1"
SECURE = os.environ.get("ARCS_BEHIND_TLS", "1") == "1" and not DEMONSTRATION

SECRET_KEY = configuration.secret_key(os.environ, STATE)
DEBUG = False
ALLOWED_HOSTS = configuration.hosts(os.environ.get("ARCS_HOSTS", ""))
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if host not in (*configuration.OWN_NAMES, "*")]

INSTALLED_APPS = [
    "arcs.web.wall",
    "arcs.web.ui",
    "arcs.web.people",
    "arcs.web.agency",
    "arcs.web.audit",
    "arcs.web.jobs",
    "arcs.web.messages",
    "arcs.web.calls",
    "arcs.web.units",
    "arcs.web.studies",
    "arcs.web.sheets",
    "arcs.web.ratings",
    "arcs.web.surveys",
    "arcs.web.workbench",
    "arcs.web.programmes",
    "arcs.web.protocols",
    "arcs.web.triage",
    "arcs.web.dispatch",
    "arcs.web.desks",
    "arcs.web.site",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "pgtrigger",
    "pghistory",
    "django_tasks",
    "django_tasks_db",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
]
if DEMONSTRATION:
    INSTALLED_APPS.insert(INSTALLED_APPS.index("arcs.web.site"), "arcs.web.demo")

MIDDLEWARE = [
    "csp.middleware.CSPMiddleware",  # before whatever answers by itself: a redirect carries the policy too
    "arcs.web.site.headers.HeadersMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "arcs.web.site.static_files.StaticFilesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "arcs.web.audit.middleware.ReadLogDownMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "arcs.web.people.middleware.DoorMiddleware",
    "arcs.web.people.middleware.SignedInMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "arcs.web.site.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "arcs.web.site.frame.page_frame",
            ]
        },
    }
]
FORM_RENDERER = "arcs.web.ui.forms.FormRenderer"
ASGI_APPLICATION = "arcs.web.site.asgi.application"

# One pool a process: opening a connection costs more than most pages. Tests point it elsewhere and switch it off.
POOL = {"min_size": 1, "max_size": int(os.environ.get("ARCS_CONNECTIONS", "10")), "timeout": 10}
_application = {
    "ENGINE": "arcs.web.wall.backend",
    "ATOMIC_REQUESTS": True,
    "CONN_HEALTH_CHECKS": True,
    **configuration.database(os.environ.get("DATABASE_URL", "postgresql://arcs_app@localhost/arcs"), pool=POOL),
}
# The read log has a connection of its own, so that a page that is rolled back leaves its trace (wall.read_log); so has
# the progress of long work, which is told while a step's transaction is still open (jobs.progress).
_beside = {**_application, "ATOMIC_REQUESTS": False}
DATABASES = {"default": _application, "log": _beside, "progress": {**_beside}}
DATABASE_ROUTERS = ["arcs.web.wall.routing.OneSchema"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MIGRATION_MODULES: dict[str, str] = {}

AUTH_USER_MODEL = "people.Staff"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",  # says no to whoever is locked out, before any password is looked at
    "arcs.web.people.signing_in.StaffBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("login", "name")},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"

# Sign-in (docs/decisions/0015): allauth's steps, our forms and pages. Nobody signs himself up: invitations do that.
ACCOUNT_ADAPTER = "arcs.web.people.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "login"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "/sign-in/"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = False  # ours count in the database, for every process (arcs.web.people.rate_limit)
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_FORMS = {"login": "arcs.web.people.forms.SignInForm", "reauthenticate": "arcs.web.people.forms.AgainForm"}
ACCOUNT_USER_DISPLAY = "arcs.web.people.adapters.name_of"
MFA_ADAPTER = "arcs.web.people.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = False
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "ARCS"
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "authenticate": "arcs.web.people.forms.SecondFactorForm",
    "reauthenticate": "arcs.web.people.forms.SecondFactorAgainForm",
    "activate_totp": "arcs.web.people.forms.AppForm",
    "add_webauthn": "arcs.web.people.forms.PasskeyForm",
}

AXES_FAILURE_LIMIT = "arcs.web.people.limits.axes_failure_limit"
AXES_COOLOFF_TIME = "arcs.web.people.limits.axes_cool_off"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_FORM_FIELD = "login"
AXES_USERNAME_CALLABLE = "arcs.web.people.signing_in.login_tried"
AXES_CLIENT_IP_CALLABLE = "arcs.web.people.signing_in.address_of"
AXES_LOCKOUT_CALLABLE = "arcs.web.people.views.sign_in.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = True
AXES_DISABLE_ACCESS_LOG = True  # SignInEvent is the log
AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = ["login", "username", "password", "code", "credential", "csrfmiddlewaretoken", "next"]

# What holds at the door until the programme's own thresholds say it (people.limits), which stay within CJIS.
ARCS_LIMITS = {
    "session_lock_minutes": os.environ.get("ARCS_SESSION_LOCK_MINUTES", "30"),
    "failed_sign_ins": 5,
    "lock_out_minutes": 15,
    "idle_days": 90,
}
ARCS_INVITATION_DAYS = 7

USE_TZ = True
TIME_ZONE = "UTC"  # what is stored; pages show the programme's own zone
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español")]
USE_I18N = True
FORMAT_MODULE_PATH: list[str] = []

STATIC_URL = "/static/"
STATIC_ROOT = STATE / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
        "worker-src": [SELF],
    }
}
SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^health$"]  # a monitor on the same machine asks without the proxy
SECURE_HSTS_SECONDS = 31536000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_HSTS_PRELOAD = SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = SECURE
CSRF_COOKIE_HTTPONLY = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
ARCS_API_CALLS_A_MINUTE = int(os.environ.get("ARCS_API_CALLS_A_MINUTE", "120"))  # of each token
# Files on their way, and copies that long work needs, lie in folders of ours that nobody else can read.
ARCS_UPLOAD_LIMIT_MB = int(os.environ.get("ARCS_UPLOAD_LIMIT_MB", "1024"))
ARCS_CALLS_FOLDER = os.environ.get("ARCS_CALLS_FOLDER", "")  # files of dispatch, taken each minute; off when empty
ARCS_IMPORT_FOLDER = os.environ.get("ARCS_IMPORT_FOLDER", "")  # exports that lie on the server; off when empty
ARCS_WORK_FOLDER = str(configuration.private_folder(STATE / "work"))
FILE_UPLOAD_TEMP_DIR = str(configuration.private_folder(STATE / "uploading"))
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_HANDLERS = [
    "arcs.web.studies.upload_limit.UploadLimit",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
SILENCED_SYSTEM_CHECKS: list[str] = []

PGHISTORY_APPEND_ONLY = True
PGTRIGGER_MIGRATIONS = True

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["jobs"]}}

# Messages leave through this server; without one they are kept in a file that stands for it (messages.transports).
ARCS_SMTP_URL = os.environ.get("ARCS_SMTP_URL", "")
ARCS_MAIL_FROM = os.environ.get("ARCS_MAIL_FROM", "ARCS <arcs@localhost>")
# Letters with one-time links are mailed by this function; without one they are only printed (people.letters).
ARCS_SENDS_LETTERS = "arcs.web.site.letters.mail_letter"
ARCS_MAIL_LOG = os.environ.get("ARCS_MAIL_LOG", str(STATE / "mail.log"))

ARCS_KEYS_FOLDER = os.environ.get("ARCS_KEYS_FOLDER", str(STATE / "keys"))
# Both lie outside the database: what they say must not be changed by whoever can change the database.
ARCS_SEAL_FILE = os.environ.get("ARCS_SEAL_FILE", str(STATE / "seals.txt"))
ARCS_ALARM_FILE = os.environ.get("ARCS_ALARM_FILE", str(STATE / "alarms.jsonl"))

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "class": "arcs.web.site.log_lines.LogLine",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
