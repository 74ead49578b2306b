"""A served site on a data base of its own, and a visitor with cookies, who sends forms as a browser does."""

import http.client
import os
import random
import re
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from databases import a_name as a_name
from databases import migrated_data_base

from tearoad.boot.demo_people import make_demo_people
from tearoad.boot.road import drop_data_base, open_road
from tearoad.cli.demo_commands import demo_orders, stock_demo
from tearoad.demo.orders import FIRST
from tearoad.operations.advance import advance
from tearoad.operations.play import play
from tearoad.terms.days import DAY, day_start
from tearoad.web.live import HOME, URL
from tearoad.web.server import serve

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
PASSWORD = "five tea caravans"
TEAROAD = "from tearoad.cli.main import run; run()"
FIRST_PAGE_WITH_A_FORM = "/sign-in"


@dataclass(frozen=True)
class Site:
    """Answers at `url`; `database` is the URL of its data base, `home` its state folder."""

    url: str
    database: str
    home: Path


@contextmanager
def served(
    server_url: str, name: str, home: Path, *, demo: bool = True, goods: int = 300, environment: Mapping[str, str] = {}
) -> Iterator[Site]:
    """A migrated road, stocked for `goods` orders and marked as a demo with its people, or empty and real."""
    url = migrated_data_base(server_url, name)
    with open_road(url) as road:
        if demo:
            stock_demo(road, goods)
            advance(road.platform, day_start(FIRST))
            make_demo_people(url)
    with (
        serve(
            "tearoad.web.live:application", port=free_port(), environment={URL: url, HOME: str(home), **environment}
        ) as running,
    ):
        yield Site(running.url, url, home)
    drop_data_base(server_url, name)


@contextmanager
def served_with_provider(server_url: str, name: str, home: Path, secret: str) -> Iterator[Site]:
    """A demo whose cards a provider decides on, who shares this secret with it and is never reached."""
    file = home / "provider.secret"
    file.touch(0o600)
    file.write_text(secret)
    said = {"TEAROAD_PROVIDER": "roadpay=http://127.0.0.1:1", "TEAROAD_PROVIDER_SECRET_FILE": str(file)}
    with served(server_url, name, home, environment=said) as found:
        yield found


def play_some(site: Site, count: int, goods: int = 300) -> None:
    """The first orders of the demo's file, to the day of the last one: some have come, others are on their way."""
    with open_road(site.database) as road:
        orders = demo_orders(road.corridor, goods)[:count]
        play(road.platform, orders, goods, lambda more: None, until=(orders[-1].placed_at // DAY + 1) * DAY)


def make_operator(site: Site, name: str, password: str = PASSWORD) -> "subprocess.CompletedProcess[str]":
    """By the command, as whoever sets a site up does."""
    words = [sys.executable, "-c", TEAROAD, "operator", name, "--database-url", site.database]
    environment = {**os.environ, "TEAROAD_HOME": str(site.home)}
    return subprocess.run(words, input=password + "\n", capture_output=True, text=True, env=environment, check=False)


def free_port() -> int:
    """Of those that systems do not give to who connects: one of theirs may be taken while the server starts."""
    for port in iter(lambda: random.randrange(20_000, 32_000), None):
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError


@dataclass
class Answer:
    status: int
    text: str
    headers: Mapping[str, str]

    @property
    def location(self) -> str:
        return self.headers.get("location", "")


@dataclass
class Visitor:
    """Keeps cookies and follows nothing; who comes from another `address` of this machine has a rate of their own."""

    url: str
    cookies: dict[str, str] = field(default_factory=dict)
    language: str = "en"
    address: str = "127.0.0.1"

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, None, headers)

    def post(
        self, path: str, data: Mapping[str, object] | None = None, *, token: str | None = None, **headers: str
    ) -> Answer:
        """Sends a form with a valid token, or with the one given ('' sends none)."""
        if token is None:
            token = self.token()
        fields = {**(data or {}), **({"csrfmiddlewaretoken": token} if token else {})}
        headers.setdefault("Content-Type", "application/x-www-form-urlencoded")
        return self.ask("POST", path, urlencode(fields, doseq=True).encode(), headers)

    def token(self, path: str = FIRST_PAGE_WITH_A_FORM) -> str:
        """Of the form of a page."""
        found = TOKEN.search(self.get(path).text)
        assert found, f"{path} has no form"
        return found[1]

    def demo(self, role: str) -> "Visitor":
        """Signed in as the demo's person of a role."""
        answer = self.post("/demo/sign-in", {"role": role})
        assert answer.status == 302, answer.text
        return self

    def sign_in(self, name: str, password: str, **more: str) -> Answer:
        return self.post("/sign-in", {"name": name, "password": password, **more})

    def ask(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> Answer:
        where, address = urlsplit(self.url).netloc, (self.address, 0)
        connection = http.client.HTTPConnection(where, timeout=20, source_address=address)
        sent = {"Accept-Language": self.language, **{name.replace("_", "-"): text for name, text in headers.items()}}
        if self.cookies:
            sent.setdefault("Cookie", "; ".join(f"{name}={text}" for name, text in self.cookies.items()))
        try:
            connection.request(method, path, body, sent)
            response = connection.getresponse()
            text = response.read().decode("utf-8", "replace")
        finally:
            connection.close()
        for line in response.headers.get_all("Set-Cookie", []):
            for name, morsel in SimpleCookie(line).items():
                if morsel["max-age"] == 0 or morsel.value == "":
                    self.cookies.pop(name, None)
                else:
                    self.cookies[name] = morsel.value
        return Answer(response.status, text, {name.lower(): value for name, value in response.headers.items()})
