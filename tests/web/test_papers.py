"""Documents at the desk and behind a sender's link, over HTTP and in a browser: bounded, sealed, and answered once."""

import re
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from browser import (
    DESKTOP,
    LOOKS,
    PHONE,
    a_browser,
    assert_accessible,
    assert_quiet,
    keep_picture,
    look_at,
    needs_browser,
    page_of,
    page_of_visitor,
)
from items import OF_MANY_LINES, item
from sites import TOKEN, Answer, Site, Visitor, a_name, served

from tearoad.boot.desks import desks_of
from tearoad.boot.items import party_of
from tearoad.operations.paper import LARGEST_BYTES, MOST_DOCUMENTS
from tearoad.web.bounds import LARGEST_FORM
from tearoad.web.words import CATALOGUE

COUNT = 24
LINK = re.compile(r'value="(http[^"]*(/answer/[\w-]{43}))"')
PDF, PNG = b"%PDF-1.7 of tea", b"\x89PNG\r\n\x1a\n of tea"
Files = list[tuple[str, bytes]]


@pytest.fixture(scope="module")
def site(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A demo where for each of many declarations papers are asked."""
    home = tmp_path_factory.mktemp("home")
    with served(server_url, a_name(), home) as found:
        desks = desks_of(found.database, home)
        with closing(desks.store), closing(desks.items()) as declarations:
            lodged = [item(at, **OF_MANY_LINES) for at in range(1, COUNT + 1)]
            declarations.lodge(lodged, party_of("somebody", None), "somebody")
        yield found


@pytest.fixture(scope="module")
def names(site: Site) -> Iterator[str]:
    """Ids of declarations, each of which one test has."""
    with psycopg.connect(site.database) as connection:
        rows = connection.execute("SELECT replace(declaration_id::text, '-', '') FROM item_declaration").fetchall()
    return iter([name for (name,) in rows])


@pytest.fixture
def officer(site: Site) -> Visitor:
    return Visitor(site.url).demo("officer")


def upload(
    visitor: Visitor, path: str, files: Files, fields: Mapping[str, str] | None = None, token: str | None = None
) -> Answer:
    """As a form of a browser does."""
    token = visitor.token() if token is None else token
    boundary = uuid4().hex
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n'.encode()
        for name, text in {**(fields or {}), "csrfmiddlewaretoken": token}.items()
    ]
    for name, content in files:
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n'
        parts.append(head.encode() + b"Content-Type: text/html\r\n\r\n" + content + b"\r\n")
    body = b"".join(parts) + f"--{boundary}--\r\n".encode()
    return visitor.ask("POST", path, body, {"Content-Type": f"multipart/form-data; boundary={boundary}"})


def link_of(visitor: Visitor, name: str) -> str:
    """The path of a new one."""
    told = visitor.post(f"/items/{name}/link")
    found = LINK.search(told.text)
    assert found, told.status
    assert visitor.url in found[1]
    assert not LINK.search(visitor.get(f"/items/{name}").text), "it is shown once"
    return found[2]


def documents(site: Site, name: str) -> int:
    with psycopg.connect(site.database) as connection:
        row = connection.execute("SELECT count(*) FROM item_document WHERE declaration_id = %s", [name]).fetchone()
    assert row
    return int(row[0])


def test_a_document_is_handed_in_and_downloaded_with_a_reason(
    site: Site, names: Iterator[str], officer: Visitor
) -> None:
    name = next(names)
    path = f"/items/{name}"
    assert upload(officer, f"{path}/documents", [("счёт.exe", PDF), ("b.png", PNG)]).status == 302
    page = officer.get(path).text
    assert "счёт.exe.pdf" in page
    assert "PNG picture" in page
    told = officer.post(f"{path}/documents/1", {"why": "is it paid"})
    assert (told.status, told.text) == (200, PDF.decode())
    assert told.headers["content-type"] == "application/pdf", "whatever the browser said"
    assert told.headers["content-disposition"].startswith("attachment; filename*=utf-8''%D1%81")
    assert told.headers["x-content-type-options"] == "nosniff"
    assert told.headers["cache-control"] == "no-store"
    with psycopg.connect(site.database) as connection:
        views = connection.execute("SELECT who, why FROM item_declaration_view WHERE declaration_id = %s", [name])
        assert views.fetchall() == [("demo-officer", "document 1: is it paid")]
    assert officer.post(f"{path}/documents/1", {"why": " "}).status == 422
    assert officer.get(f"{path}/documents/1").status == 405
    for nowhere in (f"{path}/documents/3", f"{path}/documents/{9**40}", f"/items/{'0' * 32}/documents/1"):
        assert officer.post(nowhere, {"why": "x"}).status == 404


def test_who_may_not_change_it_opens_adds_and_asks_nothing(site: Site, names: Iterator[str], officer: Visitor) -> None:
    name = next(names)
    path = f"/items/{name}"
    assert upload(officer, f"{path}/documents", [("Olga Orlik.pdf", PDF)]).status == 302
    auditor, merchant = (Visitor(site.url).demo(role) for role in ("auditor", "merchant"))
    page = auditor.get(path).text
    assert "PDF file" in page
    assert "Orlik.pdf" not in page
    assert f"{path}/documents" not in page
    for visitor, status in ((auditor, 403), (merchant, 404)):
        assert visitor.post(f"{path}/documents/1", {"why": "x"}).status == status
        assert upload(visitor, f"{path}/documents", [("a.pdf", PDF)]).status == status
        assert visitor.post(f"{path}/link").status == status
    assert upload(Visitor(site.url), f"{path}/documents", [("a.pdf", PDF)]).location.startswith("/sign-in")
    assert upload(officer, f"{path}/documents", [("b.png", PNG)], token="").status == 403
    assert documents(site, name) == 1


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ([], "Choose files."),
        ([("a.pdf", b"<html>")], "A file is neither PDF, JPEG nor PNG."),
        ([("a.pdf", PDF), ("b.pdf", b"")], "A file is neither PDF, JPEG nor PNG."),
        ([("a.pdf", b"%PDF-" + bytes(LARGEST_BYTES))], "A file is larger than 5 MB."),
        ([(f"{at}.pdf", PDF + bytes([at])) for at in range(MOST_DOCUMENTS + 1)], "more than 10 documents"),
    ],
    ids=["none", "wrong", "empty", "large", "many"],
)
def test_what_cannot_be_kept_is_said(
    site: Site, names: Iterator[str], officer: Visitor, files: Files, said: str
) -> None:
    name = next(names)
    told = upload(officer, f"/items/{name}/documents", files)
    assert (told.status, said in told.text) == (422, True)
    answered = upload(Visitor(site.url), link_of(officer, name), files, {"note": "n"} if files else {})
    assert answered.status == 422
    assert files == [] or said in answered.text
    assert documents(site, name) == 0


def test_a_body_above_the_bound_is_not_read(site: Site, names: Iterator[str], officer: Visitor) -> None:
    name = next(names)
    large = [("a.pdf", PDF + bytes(LARGEST_FORM))]
    for path in (f"/items/{name}/documents", link_of(officer, name)):
        told = upload(officer, path, large)
        assert (told.status, told.headers["referrer-policy"]) == (413, "no-referrer")
        assert all(word in told.text for word in CATALOGUE["too_large"]["hint"].values()), "who asks is not looked at"
    assert upload(officer, f"/items/{name}/reports", [("a.pdf", bytes(2**20))]).status == 413
    assert documents(site, name) == 0


def test_a_stranger_answers_by_a_link_once(site: Site, names: Iterator[str], officer: Visitor) -> None:
    name = next(names)
    link = link_of(officer, name)
    stranger = Visitor(site.url, language="ru")
    page = stranger.get(link)
    assert page.status == 200
    assert page.headers["content-language"] == "ru"
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["referrer-policy"] == "strict-origin"
    assert "Vacuum flask" in page.text
    assert not any(word in page.text for word in ("Orlik", "Willow", "891796258371", "367264", "buyer-457"))
    token = TOKEN.findall(page.text)[-1]
    assert upload(stranger, link, [], {"note": " "}, token).status == 422
    assert upload(stranger, link, [("a.pdf", PDF)], token="").status == 403
    sent = ([("../x\0y/чек.pdf", PDF), ("b.png", PNG)], {"note": "вот\0 чек"}, token)
    for _ in range(2):  # sent twice it is one
        told = upload(stranger, link, *sent)
        assert (told.status, "Ответ принят" in told.text) == (200, True)
        assert told.headers["referrer-policy"] == "no-referrer"
    assert documents(site, name) == 2
    seen = officer.get(f"/items/{name}").text
    assert "<b>answered</b>" in seen
    assert "вот чек" in seen
    assert "чек.pdf" in seen
    assert stranger.get(link).status == 404
    assert upload(stranger, link, [("c.pdf", PDF + b"2")], token=token).status == 404
    refused = officer.post(f"/items/{name}/reports", {"fact": "released"})
    assert (refused.status, "Nobody clears what they entered." in refused.text) == (422, True)


def test_all_that_is_no_link_gets_one_page(site: Site, names: Iterator[str], officer: Visitor) -> None:
    name = next(names)
    void, expired = link_of(officer, name), link_of(officer, next(names))
    link_of(officer, name)
    with psycopg.connect(site.database) as connection:
        ends = "UPDATE item_link SET ends_at = made_at WHERE number = 1 AND declaration_id <> %s"
        connection.execute(ends, [name])
    nobody = Visitor(site.url)
    nobody.get("/sign-in")
    wrong = [void, expired, f"/answer/{'A' * 43}", "/answer/x", "/answer/%00"]
    found = [(nobody.get(path), upload(nobody, path, [("a.pdf", PDF)])) for path in wrong]
    assert {one.status for pair in found for one in pair} == {404}
    assert {one.headers["referrer-policy"] for pair in found for one in pair} == {"no-referrer"}
    pages = {re.sub(r'value="[^"]*"|next=[^"]*', "", one.text) for pair in found for one in pair}
    assert len(pages) == 1


def test_two_posts_at_once_answer_once(site: Site, names: Iterator[str], officer: Visitor) -> None:
    name = next(names)
    link, start = link_of(officer, name), threading.Barrier(2)
    visitors = [Visitor(site.url) for _ in range(2)]
    tokens = [visitor.token() for visitor in visitors]

    def answered(at: int) -> int:
        start.wait()
        return upload(visitors[at], link, [("a.pdf", PDF + bytes([at]))], {"note": str(at)}, tokens[at]).status

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(answered, range(2))) == [200, 404]
    assert documents(site, name) == 1


def test_a_link_is_made_only_where_something_is_asked(names: Iterator[str], officer: Visitor) -> None:
    name = next(names)
    assert officer.post(f"/items/{name}/reports", {"fact": "answered"}).status == 302
    told = officer.post(f"/items/{name}/link")
    assert (told.status, "Nothing is asked of the sender now." in told.text) == (422, True)
    assert "Make a link" not in told.text


@needs_browser
@pytest.mark.browser
def test_an_officer_asks_and_a_stranger_answers_in_a_browser(
    site: Site, names: Iterator[str], officer: Visitor, tmp_path: Path
) -> None:
    name = next(names)
    url = f"{site.url}/items/{name}"
    cookies = {"tearoad_session": officer.cookies["tearoad_session"]}
    assert officer.post(f"/items/{name}/reports", {"fact": "answered"}).status == 302
    assert officer.post(f"/items/{name}/reports", {"fact": "documents_asked", "why": "E1"}).status == 302
    paper = tmp_path / "invoice.pdf"
    paper.write_bytes(PDF)
    with a_browser() as browser:
        desk = page_of_visitor(browser, url, cookies)
        desk.page.click("text=Make a link for the sender")
        link = desk.page.input_value("#link")
        assert_accessible(desk.page)
        keep_picture(desk.page, "paper-link")
        stranger = page_of(browser, link, "zh", PHONE)
        assert "E1" in stranger.page.inner_text("main")
        stranger.page.set_input_files("#files", paper)
        stranger.page.fill("#note", "发票")
        stranger.page.click("form[enctype] button")
        assert "答复已收到" in stranger.page.inner_text("h1")
        keep_picture(stranger.page, "answer-done")
        assert_quiet(stranger)
        desk.page.goto(url)
        assert "invoice.pdf" in desk.page.inner_text("#documents")
        desk.page.fill("#open-why", "to read it")
        with desk.page.expect_download() as kept:
            desk.page.click("text=Download 1")
        assert kept.value.suggested_filename == "invoice.pdf"
        assert Path(kept.value.path()).read_bytes() == PDF
        assert_quiet(desk)


@needs_browser
@pytest.mark.browser
@pytest.mark.full
def test_the_pages_are_accessible_in_each_language(site: Site, names: Iterator[str], officer: Visitor) -> None:
    name = next(names)
    assert upload(officer, f"/items/{name}/documents", [("invoice.pdf", PDF), ("label.png", PNG)]).status == 302
    link, cookies = link_of(officer, name), {"tearoad_session": officer.cookies["tearoad_session"]}
    with a_browser() as browser:
        look_at(browser, "answer", site.url + link, {}, [*LOOKS, ("ru", DESKTOP, "light")])
        look_at(browser, "papers", f"{site.url}/items/{name}", cookies, [*LOOKS, ("ru", DESKTOP, "light")])


def test_every_refusal_has_its_words() -> None:
    named = {"no_file", "no_reason", "bad_document", "document_too_large", "too_many_documents", "not_in_this_state",
             "document_sealed", "nothing_asked", "empty_answer"}  # fmt: skip
    assert set(CATALOGUE["document_refusal"]) == named
