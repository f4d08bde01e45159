"""All settings, one file. What may differ between installations is read from the environment.

The table of variables is in README.md. Nothing imports this module: use ``django.conf.settings``.
"""

import os
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from moviedb.lib.database_url import parse_database_url
from moviedb.lib.secret_key import read_or_make_secret_key

BASE_DIR = Path(__file__).resolve().parent.parent


def env(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def env_bool(name: str, default: bool = False) -> bool:
    value = env(name).lower()
    if value in ("", "0", "1", "false", "true", "no", "yes"):
        return value in ("1", "true", "yes") if value else default
    raise ImproperlyConfigured(f"{name}={value!r} is neither yes nor no: use 1 or 0.")


def env_rate(name: str, default: float) -> float:
    """A number of events a second."""
    text = env(name) or str(default)
    try:
        rate = float(text)
    except ValueError:
        rate = 0.0
    if not 0 < rate <= 1000:
        raise ImproperlyConfigured(f"{name}={text!r} is no number between 0 and 1000.")
    return rate


def env_list(name: str, default: list[str]) -> list[str]:
    return [item.strip() for item in env(name).split(",") if item.strip()] or default


# What this installation writes: the secret key, collected static files and the private server's data
# (as root the latter lie in the system's state directory: `manage.py database where`).
STATE_DIR = Path(env("MOVIEDB_STATE_DIR") or BASE_DIR / ".data").absolute()
# The bin folder of a PostgreSQL >= 15 to use for the private server instead of the wheel's.
POSTGRES_BIN = env("MOVIEDB_POSTGRES_BIN")
# Which catalogue this process works on: "" is the real one, "demo" that of `manage.py demo`.
CATALOGUE = env("MOVIEDB_CATALOGUE")
DEBUG = env_bool("MOVIEDB_DEBUG")
# Behind TLS: redirects, HSTS and Secure cookies. Off by default, since the first try is plain HTTP.
HTTPS = env_bool("MOVIEDB_HTTPS")
ALLOWED_HOSTS = env_list("MOVIEDB_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
SECRET_KEY = env("MOVIEDB_SECRET_KEY") or read_or_make_secret_key(STATE_DIR / "secret_key")
SITE_NAME = env("MOVIEDB_SITE_NAME", "moviedb")
# Where visitors find the site, "https://films.example": for what is made without a request, such as sitemaps.
BASE_URL = env("MOVIEDB_BASE_URL")

# The last dumps of sources that are compared with their next ones: about 2 GB for all of IMDb.
DUMPS_DIR = STATE_DIR / "dumps"
# import_tmdb: the read access token (or API key) of themoviedb.org/settings/api, and requests a second.
TMDB_TOKEN = env("MOVIEDB_TMDB_TOKEN")
TMDB_RATE = env_rate("MOVIEDB_TMDB_RATE", 30.0)
TMDB_API = env("MOVIEDB_TMDB_API", "https://api.themoviedb.org/3")

INSTALLED_APPS = [
    "moviedb.apps.MoviedbConfig",
    "moviedb.lib.provenance.apps.ProvenanceConfig",
    "moviedb.lib.images.apps.ImagesConfig",
    "moviedb.accounts.apps.AccountsConfig",
    "people",
    "films",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "moviedb.middleware.security_headers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "moviedb.compression.compress_pages",
    "moviedb.middleware.refuse_nul",
    "moviedb.middleware.database_faults",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "moviedb.middleware.one_page",
]

ROOT_URLCONF = "moviedb.urls"
WSGI_APPLICATION = "moviedb.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {"environment": "moviedb.jinja.environment"},
    },
    {
        # The admin and mail: Django's own templates, overridden in templates/django/.
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates" / "django"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]

DATABASES = {"default": parse_database_url(env("DATABASE_URL"), catalogue=CATALOGUE, web=env_bool("MOVIEDB_WEB"))}
# int4 keys halve the indexes of the credit table; 2 billion credits are enough.
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"

AUTH_USER_MODEL = "accounts.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = STATE_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# The image library's files, named by what they show. To be backed up with the database.
MEDIA_URL = "/media/"
MEDIA_ROOT = Path(env("MOVIEDB_MEDIA_DIR") or STATE_DIR / "media").absolute()

SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 63_072_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env_bool("MOVIEDB_BEHIND_PROXY") else None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
CSRF_FAILURE_VIEW = "moviedb.errors.forged"
SESSION_COOKIE_HTTPONLY = True
# Sent by moviedb.middleware.security_headers, which also reaches static files.
SILENCED_SYSTEM_CHECKS = ["security.W002"]

# A film may have 500 credits in the admin, each with a dozen fields.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000

# Which source wins where nobody edited, best first (decision 14). A source not named here comes last.
SOURCE_PRECEDENCE = env_list(
    "MOVIEDB_SOURCE_PRECEDENCE", ["csv", "json", "tmdb", "imdb", "tmdb5000", "movies_dataset", "movielens", "demo"]
)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env("MOVIEDB_LOG_LEVEL", "WARNING")},
}
