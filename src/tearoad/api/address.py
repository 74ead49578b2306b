"""From where a request comes: what failures at the door and rates of requests are counted by."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """Behind a proxy of this machine it is the last address of X-Forwarded-For, the one that the proxy has added."""
    address = str(request.META.get("REMOTE_ADDR", ""))
    said = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    if settings.SESSION_COOKIE_SECURE and is_loopback(address) and _is_address(said):
        return said
    return address


def is_loopback(text: str) -> bool:
    """Whether it is an address of this very machine."""
    return _is_address(text) and ipaddress.ip_address(text).is_loopback


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
