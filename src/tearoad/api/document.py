"""The OpenAPI 3.1 document of the machines' door, made of the table of routes and the types of its bodies."""

import re
from functools import cache
from importlib.metadata import version
from typing import Any

import msgspec
from django.http import HttpResponse

from tearoad.api.gate import answer
from tearoad.api.problems import MEDIA_TYPE
from tearoad.api.rights import ApiRequest
from tearoad.api.route import JSON
from tearoad.api.routes import ROUTES, Route, Told, Word
from tearoad.operations.rights import may

ARGUMENT = re.compile(r"<str:(\w+)>")
REFERENCE = "#/components/schemas/{name}"
EVERYWHERE = (405, 429, 503)
WITH_A_KEY = (401, 403)
SAID = {
    400: "The body or a header is malformed.",
    401: "No key, or no valid one.",
    403: "The key may not do this.",
    404: "There is no such thing, or it is somebody else's.",
    405: "Another method is meant.",
    409: "It is too late or too early for this: nothing was changed.",
    411: "The length of the body is not said.",
    413: "Too large.",
    415: "Another media type is meant.",
    422: "Understood, and refused: `errors` says where and why.",
    429: "Too often: Retry-After says when to come again.",
    503: "The data base does not answer: Retry-After says when to come again.",
}


class Fault(msgspec.Struct, frozen=True):
    """A place in the body, as a JSON pointer, and what is wrong there."""

    pointer: str
    detail: str


class ProblemDocument(msgspec.Struct, frozen=True, rename={"kind": "type"}):
    """RFC 9457."""

    kind: str
    title: str
    status: int
    detail: str
    errors: list[Fault] = []


def document(request: ApiRequest) -> HttpResponse:
    """The whole of it."""
    return answer(whole())


@cache
def whole() -> dict[str, Any]:
    """As plain JSON values."""
    told = [one for route in ROUTES for one in route.told.values()]
    types = list(dict.fromkeys(kind for one in told for body in (one.takes, one.gives) for kind in _kinds(body)))
    _, components = msgspec.json.schema_components([*types, ProblemDocument], ref_template=REFERENCE)
    paths: dict[str, Any] = {}
    for route in ROUTES:
        path = "/" + ARGUMENT.sub(r"{\1}", route.path)
        paths[path] = {method.lower(): _operation(route, method, one) for method, one in route.told.items()}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Tearoad",
            "version": version("tearoad"),
            "summary": "Landed prices, orders and parcels of a trade road.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/api/v1"}],
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {
                "key": {"type": "http", "scheme": "bearer", "description": "A key of your account, tr_..."}
            },
        },
    }


def _operation(route: Route, method: str, told: Told) -> dict[str, Any]:
    way = route.ways[method]
    public = may((), way.resource, way.action) is not None
    words = [
        Word(name, "", {"type": "string", "maxLength": 200}, "path", required=True)
        for name in ARGUMENT.findall(route.path)
    ]
    fails = sorted({*EVERYWHERE, *told.fails, *(() if public else WITH_A_KEY), *((401,) if public else ())})
    found: dict[str, Any] = {
        "operationId": f"{method.lower()}_{route.name}",
        "summary": told.summary,
        "security": [{}, {"key": []}] if public else [{"key": []}],
        "parameters": [_parameter(word) for word in (*words, *told.words)],
        "responses": {str(told.status): _done(told)}
        | {str(status): _body(MEDIA_TYPE, _schema(ProblemDocument), SAID[status]) for status in fails},
    }
    if told.takes is not None:
        media: dict[str, Any] = {"schema": _schema(told.takes)}
        if told.example:
            media["examples"] = {"one": {"value": told.example}}
        found["requestBody"] = {"required": True, "content": {"application/json": media}}
    return found


def _done(told: Told) -> dict[str, Any]:
    if told.media != JSON:
        return _body(told.media, {}, "Done.")
    if told.gives is None:
        return {"description": "Done."}
    return _body(told.media, _schema(told.gives), "Done.")


def _kinds(body: Any) -> tuple[Any, ...]:
    return body if isinstance(body, tuple) else () if body is None else (body,)


def _schema(body: Any) -> dict[str, Any]:
    references = [{"$ref": REFERENCE.format(name=kind.__name__)} for kind in _kinds(body)]
    return references[0] if len(references) == 1 else {"oneOf": references}


def _parameter(word: Word) -> dict[str, Any]:
    said = {"name": word.name, "in": word.where, "required": word.required, "schema": dict(word.schema)}
    return {**said, "description": word.about} if word.about else said


def _body(media: str, schema: Any, about: str) -> dict[str, Any]:
    return {"description": about, "content": {media: {"schema": schema}}}
