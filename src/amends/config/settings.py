"""Django's settings, thin: everything that differs between installations comes from its home."""

import os
from pathlib import Path

from .databases import database
from .home import home_folder, secret_key
from .logs import foreign_host
from .options import read_options

PACKAGE = Path(__file__).resolve().parent.parent
MEGABYTE = 1_000_000

AMENDS_HOME = home_folder(os.environ)
AMENDS_OPTIONS = read_options(AMENDS_HOME)
AMENDS_EVIDENCE = AMENDS_HOME / "evidence"
# A trial or a journey puts its own clock here; None means the machine's.
AMENDS_CLOCK = None

DEBUG = AMENDS_OPTIONS.debug
SECRET_KEY = secret_key(AMENDS_HOME)
ALLOWED_HOSTS = list(AMENDS_OPTIONS.hosts)
PUBLIC_URL = AMENDS_OPTIONS.public_url

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "amends.accounts",
    "amends.parcels",
    "amends.orders",
    "amends.payments",
    "amends.delivery",
    "amends.web",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "amends.config.headers.strict_headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    # Before the check that reads forms.
    "amends.config.strangers.Strangers",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "amends.config.urls"
WSGI_APPLICATION = "amends.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [PACKAGE / "web" / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {"environment": "amends.web.environment.environment"},
    },
]

DATABASES = {"default": database(AMENDS_HOME, os.environ)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.Person"
LOGIN_URL = "/sign-in"
LOGIN_REDIRECT_URL = "/"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# Cookies insist on https as soon as the public address does; Lax keeps links from mail signed in.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = AMENDS_OPTIONS.is_https
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "amends.web.pages.trouble.stale"
CSRF_TRUSTED_ORIGINS = list(AMENDS_OPTIONS.origins)
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if AMENDS_OPTIONS.is_https else 0
X_FRAME_OPTIONS = "DENY"
# Only a proxy that the operator named may say that the visitor came by https.
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if AMENDS_OPTIONS.behind_proxy else None
)

# Files go to disk as they arrive; the sizes of files themselves are checked by `amends.evidence`.
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "amends.config.uploads.BoundedUpload",
]
FILE_UPLOAD_MAX_MEMORY_SIZE = 1 * MEGABYTE
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * MEGABYTE
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
DATA_UPLOAD_MAX_NUMBER_FILES = 12

USE_TZ = True
TIME_ZONE = AMENDS_OPTIONS.time_zone
USE_I18N = False
LANGUAGE_CODE = "en"

# Collected files are served hashed and compressed; without collecting, from the package itself.
STATIC_URL = "/static/"
STATIC_ROOT = AMENDS_HOME / "static"
STATIC_ROOT.mkdir(exist_ok=True)
COLLECTED = (STATIC_ROOT / "staticfiles.json").exists()
STATICFILES_DIRS: list[Path] = []
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if COLLECTED
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not COLLECTED
WHITENOISE_AUTOREFRESH = False
MEDIA_ROOT = AMENDS_HOME / "media"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "filters": {"foreign_host": {"()": lambda: foreign_host}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "amends": {"level": "INFO"},
        # Django's own handlers would mail administrators, and hide errors unless debugging.
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.security.DisallowedHost": {"filters": ["foreign_host"]},
        # A missing page is the visitor's news, not the operator's.
        "django.request": {"level": "ERROR"},
    },
}
