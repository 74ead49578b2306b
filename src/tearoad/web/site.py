"""Django's settings for the people's door, and its WSGI application."""

import hashlib
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler

from tearoad.web.words import DJANGO_CODES, OWN_NAMES

HERE = Path(__file__).parent
STATIC = HERE / "static"

MIDDLEWARE = [
    "tearoad.web.headers.content_security_policy",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]


def configure(*, secret_key: str, allowed_hosts: list[str]) -> None:
    """Set Django up once; a second call changes nothing. Pages read the road through the provider alone."""
    if not settings.configured:
        settings.configure(**values(secret_key=secret_key, allowed_hosts=allowed_hosts))
    django.setup()


def application() -> WSGIHandler:
    """The WSGI application; `configure` must have been called."""
    return WSGIHandler()


def values(*, secret_key: str, allowed_hosts: list[str]) -> dict[str, Any]:
    """The settings as a plain dict."""
    return {
        "DEBUG": False,
        "SECRET_KEY": secret_key,
        "ALLOWED_HOSTS": allowed_hosts,
        "ROOT_URLCONF": "tearoad.web.urls",
        "INSTALLED_APPS": ["django.contrib.staticfiles"],
        "MIDDLEWARE": MIDDLEWARE,
        "TEMPLATES": [
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "DIRS": [HERE / "templates"],
                "OPTIONS": {
                    "builtins": ["django.templatetags.static", "tearoad.web.tags"],
                    "context_processors": ["django.template.context_processors.request", "tearoad.web.speech.speech"],
                },
            }
        ],
        "LANGUAGES": [(code, OWN_NAMES[short]) for short, code in DJANGO_CODES.items()],
        "LANGUAGE_CODE": "en",
        "USE_I18N": True,
        "USE_TZ": True,
        "TIME_ZONE": "UTC",
        "STATIC_URL": f"/static/{_digest(STATIC)}/",
        "STATICFILES_DIRS": [STATIC],
        "STATICFILES_FINDERS": ["django.contrib.staticfiles.finders.FileSystemFinder"],
        "WHITENOISE_USE_FINDERS": True,
        "WHITENOISE_AUTOREFRESH": False,
        "WHITENOISE_ALLOW_ALL_ORIGINS": False,
        # The folder's digest is in every address, so a file never changes under its address.
        "WHITENOISE_IMMUTABLE_FILE_TEST": _always,
        "LOGGING": _logging(),
    }


def _digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(path.relative_to(folder).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _always(path: str, url: str) -> bool:
    return True


def _logging() -> dict[str, Any]:
    # Django's own default says nothing of errors on a console when DEBUG is off.
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "handlers": {"stderr": {"class": "logging.StreamHandler"}},
        "loggers": {"django": {"handlers": ["stderr"], "level": "ERROR", "propagate": False}},
    }
