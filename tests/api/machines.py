"""A caller of the machines' door, and keys of a demo's people."""

import http.client
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import psycopg
from sites import Site

from tearoad.boot.chart import own_chart
from tearoad.boot.demo_people import demo_name
from tearoad.boot.people import People
from tearoad.operations.rights import key_scopes
from tearoad.store.pool import PooledStore


@dataclass(frozen=True)
class Told:
    status: int
    document: Any
    headers: Mapping[str, str]
    body: bytes = b""


@dataclass(frozen=True)
class Machine:
    """Asks a site with a key, or without one."""

    site: Site
    key: str = ""

    def get(self, path: str, **headers: str) -> Told:
        return self.ask("GET", path, None, headers)

    def post(self, path: str, document: object, **headers: str) -> Told:
        return self.ask("POST", path, json.dumps(document).encode(), {"Content-Type": "application/json", **headers})

    def put(self, path: str, document: object) -> Told:
        return self.ask("PUT", path, json.dumps(document).encode(), {"Content-Type": "application/json"})

    def ask(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> Told:
        said = {name.replace("_", "-"): text for name, text in headers.items()}
        if self.key:
            said.setdefault("Authorization", f"Bearer {self.key}")
        connection = http.client.HTTPConnection(urlsplit(self.site.url).netloc, timeout=30)
        try:
            connection.request(method, f"/api/v1/{path}", body, said)
            response = connection.getresponse()
            text = response.read()
        finally:
            connection.close()
        return Told(
            response.status,
            json.loads(text) if text and "json" in response.headers.get("Content-Type", "") else None,
            {k.lower(): v for k, v in response.headers.items()},
            text,
        )


def key_of(site: Site, role: str, scopes: list[str] | None = None) -> str:
    store = PooledStore(site.database, own_chart(), 1)
    try:
        with psycopg.connect(site.database) as connection:
            person = connection.execute("SELECT id FROM person WHERE name = %s", [demo_name(role)]).fetchone()
        assert person
        wanted = key_scopes([role]) if scopes is None else scopes
        made = People(store).make_key(person[0], "test", wanted, uuid.uuid4().hex)
        assert made
        return made.secret
    finally:
        store.close()
