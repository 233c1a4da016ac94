"""All settings, in one file, from environment variables with typed readers (docs/settings.md)."""

import secrets
from pathlib import Path

from csp.constants import NONE, SELF

from bothways.env import (
    database_from_url,
    env_bool,
    env_int,
    env_list,
    env_text,
    mail_from_url,
    sqlite_database,
    var_folder,
)

PACKAGE = Path(__file__).resolve().parent
VAR = var_folder()


def _secret_key() -> str:
    """A key of this installation, made once and kept in VAR; an environment variable overrules."""
    given = env_text("BOTHWAYS_SECRET_KEY")
    if given:
        return given
    path = VAR / "secret-key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text()


SECRET_KEY = _secret_key()
DEBUG = env_bool("BOTHWAYS_DEBUG", False)
ALLOWED_HOSTS = env_list("BOTHWAYS_HOSTS", "127.0.0.1,localhost,[::1]")
PORT = env_int("BOTHWAYS_PORT", 8000)
SITE_URL = env_text("BOTHWAYS_URL", f"http://127.0.0.1:{PORT}").rstrip("/")
SITE_SECURE = SITE_URL.startswith("https://")
CONTACT_EMAIL = env_text("BOTHWAYS_CONTACT", "")

INSTALLED_APPS = [
    "bothways.web",
    "bothways.publishing",
    "bothways.studies",
    "bothways.surveys",
    "bothways.programmes",
    "bothways.tailoring",
    "bothways.directory",
    "bothways.context",
    "bothways.practices",
    "bothways.analysis",
    "bothways.core",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "ninja",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "bothways.core.uploads.UploadLimit",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "bothways.urls"
WSGI_APPLICATION = "bothways.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [
                "django.templatetags.i18n",
                "bothways.web.templatetags.bothways",
                "bothways.practices.templatetags.practices",
                "bothways.publishing.templatetags.open_records",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "bothways.web.context.site",
            ],
        },
    }
]

DATABASE_URL = env_text("DATABASE_URL")
DATABASES = {
    "default": database_from_url(DATABASE_URL)
    if DATABASE_URL
    else sqlite_database(VAR / "bothways.sqlite3")
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "core.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk"
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "bothways.core.accounts.ClosedSignup"
ACCOUNT_FORMS = {"login": "bothways.core.forms.SignInForm"}
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Bothways"
# How many proxies of one's own stand before the site: who asks is told by the last of them.
ALLAUTH_TRUSTED_PROXY_COUNT = env_int("BOTHWAYS_PROXIES", 0)
# Phones run a little fast or slow, and a code may change while it is typed.
MFA_TOTP_TOLERANCE = 1

LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", "English"),
    ("fr", "Français"),
    ("de", "Deutsch"),
    ("es", "Español"),
    ("ar", "العربية"),
    ("uk", "Українська"),
]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = VAR / "media"
WHITENOISE_MAX_AGE = 86_400

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 2_000},
    }
}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = SITE_SECURE
CSRF_COOKIE_SECURE = SITE_SECURE
CSRF_TRUSTED_ORIGINS = [SITE_URL]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
UPLOAD_LIMIT_BYTES = env_int("BOTHWAYS_UPLOAD_MEGABYTES", 20) * 1024 * 1024
FILE_UPLOAD_TEMP_DIR = None
# Off by default: nothing leaves this machine unasked.
globals().update(mail_from_url(env_text("BOTHWAYS_MAIL")))
SENDS_MAIL = bool(env_text("BOTHWAYS_MAIL"))
DEFAULT_FROM_EMAIL = env_text("BOTHWAYS_MAIL_FROM") or CONTACT_EMAIL or "bothways@localhost"
SILENCED_SYSTEM_CHECKS: list[str] = []

# A file of addresses that replaces or adds to those of context/endpoints.yaml.
ENDPOINTS_FILE = env_text("BOTHWAYS_ENDPOINTS")
# Off: families are never put through a batch, only the options of one family are ranked.
ALLOCATION_BATCHES = env_bool("BOTHWAYS_ALLOCATION_BATCHES", True)

SEARCH_FOLDER = VAR / "search"
MEANING_SEARCH = env_bool("BOTHWAYS_MEANING_SEARCH", True)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"bothways": {"level": "INFO"}},
}
