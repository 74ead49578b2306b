"""Django's settings for the people's door, and its WSGI application."""

import hashlib
from datetime import timedelta
from pathlib import Path
from typing import Any
from wsgiref.types import WSGIApplication

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler

from tearoad.api.body import LARGEST_DOCUMENT
from tearoad.boot.site import LOOPBACK_HOSTS, Site
from tearoad.terms.days import DAY
from tearoad.web.accounts.sessions import IDLE_DAYS
from tearoad.web.bounds import API
from tearoad.web.words import DJANGO_CODES, OWN_NAMES

HERE = Path(__file__).parent
STATIC = HERE / "static"
HSTS_SECONDS = 180 * DAY  # assumed

MIDDLEWARE = [
    "tearoad.web.watched.watched",
    "tearoad.web.headers.content_security_policy",
    "django.middleware.security.SecurityMiddleware",
    "tearoad.web.bounds.bounded",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "tearoad.web.busy.Busy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "tearoad.web.accounts.sessions.prolonged",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "tearoad.web.rights.demo",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
# What stands on the way of people and not on that of machines.
FOR_PEOPLE = frozenset(MIDDLEWARE[MIDDLEWARE.index("django.contrib.sessions.middleware.SessionMiddleware") : -1]) - {
    "django.middleware.common.CommonMiddleware"
}
SHORTEST_PASSWORD = 10
FAILURES, LOCKED_MINUTES = 5, 15  # of one name from one address


def configure(site: Site) -> None:
    """Set Django up once; a second call changes nothing. Pages read the road through the provider alone."""
    if not settings.configured:
        settings.configure(**values(site))
    django.setup()


def application() -> WSGIApplication:
    """The WSGI application; `configure` must have been called. Machines pass less on their way: they bear no cookies,
    and speak one language."""
    people = WSGIHandler()
    settings.MIDDLEWARE = [name for name in MIDDLEWARE if name not in FOR_PEOPLE]
    machines = WSGIHandler()
    settings.MIDDLEWARE = MIDDLEWARE

    def by_door(environ: Any, start: Any) -> Any:
        return (machines if environ["PATH_INFO"].startswith(API) else people)(environ, start)

    return by_door


def values(site: Site) -> dict[str, Any]:
    """The settings as a plain dict."""
    return {**_people(site), **_transport(site), **_pages(site)}


def _people(site: Site) -> dict[str, Any]:
    password = "django.contrib.auth.password_validation."  # noqa: S105 - a module
    return {
        "SECRET_KEY": site.secret_key,
        "DATABASES": {"default": dict(site.database)},
        "AUTH_USER_MODEL": site.person_model,
        "AUTHENTICATION_BACKENDS": ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"],
        "PASSWORD_HASHERS": ["tearoad.web.accounts.hashing.BoundedArgon2"],
        "AUTH_PASSWORD_VALIDATORS": [
            {"NAME": password + "UserAttributeSimilarityValidator", "OPTIONS": {"user_attributes": ("name",)}},
            {"NAME": password + "MinimumLengthValidator", "OPTIONS": {"min_length": SHORTEST_PASSWORD}},
            {"NAME": password + "CommonPasswordValidator"},
            {"NAME": password + "NumericPasswordValidator"},
        ],
        "LOGIN_URL": "sign_in",
        "OTP_TOTP_ISSUER": "Tearoad",
        "AXES_FAILURE_LIMIT": FAILURES,
        "AXES_COOLOFF_TIME": timedelta(minutes=LOCKED_MINUTES),
        "AXES_LOCKOUT_PARAMETERS": [["username", "ip_address"]],
        "AXES_RESET_ON_SUCCESS": True,
        "AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT": False,  # or anybody could keep somebody out for ever
        "AXES_CLIENT_IP_CALLABLE": "tearoad.api.address.client_address",
        "AXES_DISABLE_ACCESS_LOG": True,
        "AXES_VERBOSE": False,
    }


def _transport(site: Site) -> dict[str, Any]:
    """Cookies go over TLS only; but where the site is for this machine alone there is none."""
    public = bool(site.public_hosts)
    prefix = "__Host-" if public else ""  # such a cookie can be set by no other host of the same domain
    return {
        "ALLOWED_HOSTS": [*site.public_hosts, *LOOPBACK_HOSTS],
        "CSRF_TRUSTED_ORIGINS": [f"https://{host}" for host in site.public_hosts],
        "SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https") if public else None,
        "SECURE_SSL_REDIRECT": public,
        "SECURE_REDIRECT_EXEMPT": [r"^(healthz|api/v1/(health|ready|metrics))$"],  # asked by this machine itself
        "SECURE_HSTS_SECONDS": HSTS_SECONDS if public else 0,
        "SESSION_ENGINE": "tearoad.web.accounts.sessions",
        "SESSION_COOKIE_NAME": f"{prefix}tearoad_session",
        "SESSION_COOKIE_AGE": IDLE_DAYS * DAY,
        "SESSION_COOKIE_SECURE": public,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "CSRF_COOKIE_NAME": f"{prefix}tearoad_csrf",
        "CSRF_COOKIE_SECURE": public,
        "CSRF_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_SAMESITE": "Lax",
        "CSRF_FAILURE_VIEW": "tearoad.web.rights.forged",
    }


def _pages(site: Site) -> dict[str, Any]:
    return {
        "DEBUG": False,
        "DATA_UPLOAD_MAX_MEMORY_SIZE": LARGEST_DOCUMENT,  # `web.bounds` says how much each address takes
        "ROOT_URLCONF": "tearoad.web.urls",
        "INSTALLED_APPS": [*site.installed_apps, "django.contrib.staticfiles"],
        "MIDDLEWARE": MIDDLEWARE,
        "TEMPLATES": [
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "DIRS": [HERE / "templates"],
                "OPTIONS": {
                    "builtins": ["django.templatetags.static", "tearoad.web.tags"],
                    "context_processors": [
                        "django.template.context_processors.request",
                        "tearoad.web.speech.speech",
                        "tearoad.web.doors.doors",
                    ],
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
        "LOGGING_CONFIG": None,  # `boot.logs` has set up the loggers of all
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
