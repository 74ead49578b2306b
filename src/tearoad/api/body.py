"""The body of a request: JSON of a bounded size, decoded into frozen values or refused with a Problem."""

import re
from typing import TypeVar

import msgspec
from django.http import HttpRequest, UnreadablePostError

from tearoad.api.problems import Problem

T = TypeVar("T")
LARGEST_BYTES = 2**20
LARGEST_DOCUMENT = 7 * 2**20  # 5 MB in base64, and its name
MEDIA_TYPE = "application/json"
PATH = re.compile(r"(?P<detail>.*?)(?: - at `(?:key in )?\$(?P<path>.*)`)?", re.DOTALL)
NOT_JSON = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


class Misfit(Exception):
    """JSON that is well formed and not what was expected; `pointer` says where."""

    def __init__(self, pointer: str, detail: str) -> None:
        super().__init__(detail)
        self.pointer, self.detail = pointer, detail


def json_body(request: HttpRequest, largest: int = LARGEST_BYTES) -> bytes:
    """Problem 415 on another media type or coding, 411 where no length is said, 413 above `largest`."""
    charset = (request.content_params or {}).get("charset", "utf-8").lower()
    if request.content_type != MEDIA_TYPE or charset not in ("utf-8", "utf8"):
        raise Problem(415, f"the body is {request.content_type or 'of no media type'}, expected {MEDIA_TYPE} in UTF-8")
    if request.headers.get("Content-Encoding", "identity") != "identity":
        raise Problem(415, "the body has a content coding, expected none")
    length = request.headers.get("Content-Length", "")
    if not length.isdecimal():
        raise Problem(411, "expected a Content-Length")
    if len(length) > 18 or int(length) > largest:
        raise Problem(413, f"the body has {length[:18]} bytes, expected at most {largest}")
    try:
        return request.body
    except UnreadablePostError:
        raise Problem(400, "the body ended before its time") from None


def decoded(decoder: msgspec.json.Decoder[T], text: bytes | msgspec.Raw) -> T:
    """Problem 400 on malformed JSON, Misfit on anything else that was not expected."""
    try:
        return decoder.decode(text)
    except msgspec.ValidationError as error:
        raise _misfit(str(error)) from None
    except NOT_JSON:
        raise Problem(400, "the body is not well-formed JSON in UTF-8") from None


def _misfit(said: str) -> Misfit:
    """msgspec's words, 'Expected `int`, got `str` - at `$.lines[0].quantity`', with a JSON pointer (RFC 6901)."""
    found = PATH.fullmatch(said)
    assert found
    path = re.sub(r"\[(\d+)\]", r"/\1", (found["path"] or "").replace(".", "/"))
    return Misfit("" if "[" in path else path, found["detail"].replace("`", "'"))
