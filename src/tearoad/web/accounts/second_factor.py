"""The second factor: a device that shows six digits, and recovery codes for the day it is lost.

A device is confirmed by its first right code. Who has one shows it before anything else, also before a new one.
"""

import base64
import binascii
import hashlib
import secrets
from typing import Any

import django_otp  # type: ignore[import-untyped]
import segno
import structlog
from django.apps import apps
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST
from django_otp import user_has_device
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken  # type: ignore[import-untyped]

from tearoad.api.provider import desks
from tearoad.terms.refusal import BadInput
from tearoad.web.accounts.entry import INVALID, and_next, gone_to, page, safe_next
from tearoad.web.accounts.forms import CodeForm
from tearoad.web.rights import OWES_SECOND_FACTOR, Asked, needs

log = structlog.get_logger("tearoad.accounts")
CODES = 10
CODE_BYTES = 10  # 16 letters of base32
SECRET_BYTES = 20  # as RFC 4226 recommends
SEPARATOR = "."  # between the key's id and what it sealed; hex digits have none


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@needs("account", "change", unverified=True)
def second_factor(request: Asked) -> HttpResponse:
    """Asks for the code of a device, or a recovery code; who has no device makes one first."""
    if not user_has_device(request.user):
        return gone_to(reverse("enrol_second_factor") + and_next(safe_next(request)))
    if request.user.is_verified():
        return gone_to(safe_next(request) or reverse("account"))
    if request.method != "POST":
        return page(request, "second_factor.html")
    form = CodeForm(request.POST)
    faults = form.faults()
    if not faults:
        device = _matching(request.user, form.cleaned_data["code"])
        if device is not None:
            _verified(request, device)
            return gone_to(safe_next(request) or reverse("account"))
        faults = {"code": ["wrong_code"]}
    return page(request, "second_factor.html", status=INVALID, faults=faults)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@needs("account", "change", unverified=True)
def enrol(request: Asked) -> HttpResponse:
    """Shows a new device's secret as a picture and in letters until its first right code; then the recovery codes."""
    if request.user.demo:
        return gone_to(reverse("account"))
    if user_has_device(request.user) and not request.user.is_verified():
        return gone_to(reverse("second_factor") + and_next(safe_next(request)))
    new = {"name": "totp", "key": _sealed(request.user, secrets.token_bytes(SECRET_BYTES))}
    device, _ = _devices().get_or_create(user=request.user, confirmed=False, defaults=new)
    if not _opens(device):
        device.key = new["key"]
        device.save(update_fields=["key"])
        _opens(device)
    if request.method != "POST":
        return _enrol_page(request, device, {})
    form = CodeForm(request.POST)
    faults = form.faults()
    if not faults and device.verify_token(form.cleaned_data["code"]):
        with transaction.atomic():
            _devices().filter(user=request.user).exclude(pk=device.pk).delete()
            device.confirmed = True
            device.save(update_fields=["confirmed"])
            codes = _new_codes(request.user)
        _verified(request, device)
        return page(request, "recovery_codes.html", codes=codes)
    return _enrol_page(request, device, faults or {"code": ["wrong_code"]})


@require_POST
@needs("account", "change")
def recovery_codes(request: Asked) -> HttpResponse:
    """New codes, shown this once; the ones before open nothing any more. Only for those who have shown their device."""
    if not request.user.is_verified():
        return gone_to(reverse("enrol_second_factor"))
    with transaction.atomic():
        codes = _new_codes(request.user)
    return page(request, "recovery_codes.html", codes=codes)


def _matching(user: Any, code: str) -> Any:
    """The device that takes the code, or None; each slows guesses down by itself."""
    with transaction.atomic():
        for device in _devices().devices_for_user(user, confirmed=True).select_for_update():
            if _opens(device) and device.verify_token(code):
                return device
        for device in StaticDevice.objects.devices_for_user(user, confirmed=True).select_for_update():
            if device.verify_token(_kept(code)):
                return device
    return None


def _devices() -> Any:
    return apps.get_model("store", "SealedDevice").objects


def _opens(device: Any) -> bool:
    """Sets the device's secret; one that was kept unsealed is sealed when the device is saved next.

    False, which is told in the log, where its key is not there or it was changed: as if there were no such device.
    """
    sealed = SEPARATOR in device.key
    try:
        text = desks().seal().open(device.key, _where(device.user_id)) if sealed else device.key
    except BadInput as error:
        log.error("second factor does not open", why=str(error))
        return False
    device.secret = binascii.unhexlify(text)
    if not sealed:
        device.key = _sealed(device.user, device.secret)
    return True


def _sealed(user: Any, secret: bytes) -> str:
    return desks().seal().seal(secret.hex(), _where(user.pk))


def _where(user_id: object) -> str:
    return f"otp_totp_totpdevice.key.{user_id}"


def _verified(request: Asked, device: Any) -> None:
    request.session.cycle_key()
    request.session[OWES_SECOND_FACTOR] = True  # so it is, for as long as this session is verified
    django_otp.login(request, device)


def _new_codes(user: Any) -> list[str]:
    """Ten codes in groups of four letters; only their hashes are kept."""
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name="recovery")
    codes = [base64.b32encode(secrets.token_bytes(CODE_BYTES)).decode().lower() for _ in range(CODES)]
    StaticToken.objects.bulk_create([StaticToken(device=device, token=_kept(code)) for code in codes])
    return ["-".join(code[at : at + 4] for at in range(0, len(code), 4)) for code in codes]


def _kept(code: str) -> str:
    # Eighty random bits are not to be guessed, so a plain hash keeps them; the column has room for sixteen letters.
    return base64.b32encode(hashlib.sha256(code.encode()).digest()).decode().lower()[:16]


def _enrol_page(request: Asked, device: Any, faults: dict[str, list[str]]) -> HttpResponse:
    key = base64.b32encode(device.bin_key).decode().rstrip("=")
    picture = segno.make(device.config_url, micro=False).svg_inline(
        scale=5, border=4, dark="#000", light="#fff", svgclass="qr", lineclass=None
    )
    letters = " ".join(key[at : at + 4] for at in range(0, len(key), 4))
    return page(
        request, "enrol.html", status=INVALID if faults else 200, faults=faults, picture=picture, letters=letters
    )
