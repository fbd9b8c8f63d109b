"""The smallest site that can show this room's pages: no database, no other room."""

from pathlib import Path

SECRET_KEY = "a preview has no secret"  # noqa: S105 - nothing is signed for anyone
DEBUG = False
ALLOWED_HOSTS = ["*"]
INSTALLED_APPS = ["django.contrib.staticfiles", "django.contrib.messages", "arcs.web.ui"]
MIDDLEWARE = [
    "django.middleware.locale.LocaleMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {"default-src": ["'none'"]}
    | {f"{kind}-src": ["'self'"] for kind in ("script", "style", "img", "font", "connect")}
    | {"form-action": ["'self'"], "frame-ancestors": ["'none'"], "base-uri": ["'none'"]}
}
ROOT_URLCONF = "tests.web.ui.preview_urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "DIRS": [Path(__file__).parent / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "tests.web.ui.preview_urls.frame",
            ]
        },
    }
]
FORM_RENDERER = "arcs.web.ui.forms.FormRenderer"
STATIC_URL = "/static/"
USE_TZ = True
LANGUAGES = [("en", "English"), ("es", "Español")]
