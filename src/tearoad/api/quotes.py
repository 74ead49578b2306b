"""`POST /api/v1/quotes`: landed prices, one or many. It writes nothing.

One quote that is bad input is a problem (422); among many it has its verdict and its reason, and no amounts.
"""

from collections.abc import Sequence
from typing import Any, Literal

import msgspec
from django.http import HttpResponse

from tearoad.api.body import Misfit, decoded, json_body
from tearoad.api.problems import Problem
from tearoad.api.provider import desks
from tearoad.api.rights import ApiRequest
from tearoad.operations.asked_quote import AskedQuote, BadQuote, QuoteAnswer

MOST_QUOTES = 1_000
MOST_LINES = 10_000
Language = Literal["en", "ru", "zh"]
TAGS = {"en": "en", "ru": "ru", "zh": "zh-Hans"}


class OneQuote(AskedQuote, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A quote on its own, with the language of its reasons."""

    language: Language = "en"


class ManyQuotes(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Quotes that are still to be decoded, each on its own: one that misfits does not spoil the others."""

    quotes: list[msgspec.Raw]
    language: Language = "en"


class AskedQuotes(msgspec.Struct, frozen=True, kw_only=True):
    """The same, as its document says it: each is meant to be an AskedQuote, and what is none has its own verdict. More
    than 1,000 of them are too large a body."""

    quotes: list[Any]
    language: Language = "en"


class ManyAnswers(msgspec.Struct, frozen=True):
    """In the order of the quotes."""

    quotes: list[QuoteAnswer]


class _Named(msgspec.Struct):
    """Of a quote that misfits, what names it."""

    id: str | None = None


MEMBERS = msgspec.json.Decoder(dict[str, msgspec.Raw])
ONE, MANY, EACH = (msgspec.json.Decoder(OneQuote), msgspec.json.Decoder(ManyQuotes), msgspec.json.Decoder(AskedQuote))
NAMED = msgspec.json.Decoder(_Named)


def answered(request: ApiRequest) -> HttpResponse:
    """One quote object, or {"quotes": [...], "language": ...}; answers in the same shape."""
    body = json_body(request)
    return _many(body) if "quotes" in decoded(MEMBERS, body) else _one(body)


def _one(body: bytes) -> HttpResponse:
    asked = decoded(ONE, body)
    _bounded([asked])
    (found,) = desks().quoter([asked], asked.language)
    if isinstance(found, BadQuote):
        raise _unprocessable(found.pointer, found.detail)
    return _answered(found, asked.language)


def _many(body: bytes) -> HttpResponse:
    whole = decoded(MANY, body)
    if len(whole.quotes) > MOST_QUOTES:
        raise Problem(413, f"{len(whole.quotes)} quotes, expected at most {MOST_QUOTES}")
    each = [_asked(text) for text in whole.quotes]
    good = [one for one in each if isinstance(one, AskedQuote)]
    _bounded(good)
    found = iter(desks().quoter(good, whole.language))
    answers = [next(found) if isinstance(one, AskedQuote) else one for one in each]
    whole_answer = ManyAnswers([one.answer() if isinstance(one, BadQuote) else one for one in answers])
    return _answered(whole_answer, whole.language)


def _asked(text: msgspec.Raw) -> AskedQuote | BadQuote:
    try:
        return decoded(EACH, text)
    except Misfit as misfit:
        return BadQuote(_id_of(text), misfit.pointer, misfit.detail)


def _id_of(text: msgspec.Raw) -> str | None:
    try:
        return decoded(NAMED, text).id
    except Misfit:
        return None


def _bounded(asked: Sequence[AskedQuote]) -> None:
    lines = sum(len(one.lines) for one in asked)
    if lines > MOST_LINES:
        raise Problem(413, f"{lines} lines, expected at most {MOST_LINES}")


def _unprocessable(pointer: str, detail: str) -> Problem:
    where = pointer or "the whole body"
    return Problem(422, f"{where}: {detail}", errors={pointer: detail})


def _answered(found: QuoteAnswer | ManyAnswers, language: Language) -> HttpResponse:
    response = HttpResponse(msgspec.json.encode(found), content_type="application/json")
    response["Cache-Control"] = "no-store"
    response["Content-Language"] = TAGS[language]
    return response
