"""Files that want to harm get a verdict with a name and one line; memory stays bounded, nobody is called."""

import re
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wco_messages import DECLARATION, RESPONSES, SAMPLES, needs_samples

from tearoad.wire.wco.files import report_on
from tearoad.wire.wco.safe_xml import DEEPEST, LONGEST_TEXT, LONGEST_WORDS, MOST_BYTES, MOST_NODES, Verdict, one_line
from tearoad.wire.wco.writing import write_declaration, write_response

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(10))
NAMES = "".join(f' xmlns:n{n}="urn:{n}"' for n in range(65))
MOST_MEGABYTES = 300
CHILD = """
import sys
from pathlib import Path
from tearoad.wire.wco.files import report_on
print(report_on("x", Path(sys.argv[1])).verdict)
print(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1])
"""

BOMBS: dict[str, tuple[Verdict, Callable[[], bytes]]] = {
    "billion laughs": (Verdict.DOCUMENT_TYPE, lambda: f"<!DOCTYPE a [{LAUGHS}]><a>&l9;</a>".encode()),
    "laughs in an attribute": (Verdict.DOCUMENT_TYPE, lambda: f'<!DOCTYPE a [{LAUGHS}]><a b="&l9;"/>'.encode()),
    "external entity": (
        Verdict.DOCUMENT_TYPE, lambda: b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
    ),
    "external DTD": (Verdict.DOCUMENT_TYPE, lambda: b'<!DOCTYPE a SYSTEM "http://localhost/x.dtd"><a/>'),
    "a document type in UTF-16": (Verdict.DOCUMENT_TYPE, lambda: "<!DOCTYPE a><a/>".encode("utf-16")),
    "a document type after comments": (Verdict.DOCUMENT_TYPE, lambda: b"<?x y?><!-- > -->\n<!DOCTYPE a><a/>"),
    "an entity of nobody": (Verdict.NOT_WELL_FORMED, lambda: b"<a>&x;</a>"),
    "ten million elements": (Verdict.TOO_LARGE, lambda: b"<r>" + b"<a/>" * 10_000_000 + b"</r>"),
    "four million elements": (Verdict.TOO_MANY, lambda: b"<r>" + b"<a/>" * (MOST_BYTES // 4 - 2) + b"</r>"),
    "a million attributes": (
        Verdict.TOO_MANY, lambda: b"<r" + b"".join(b' a%d=""' % n for n in range(750_000)) + b"/>",
    ),
    "one element too many": (Verdict.TOO_MANY, lambda: b"<r>" + b"<a/>" * MOST_NODES + b"</r>"),
    "namespaces": (Verdict.TOO_MANY_NAMESPACES, lambda: f"<a{NAMES}/>".encode()),
    "one level too deep": (Verdict.TOO_DEEP, lambda: b"<a>" * (DEEPEST + 1) + b"</a>" * (DEEPEST + 1)),
    "a million levels": (Verdict.TOO_DEEP, lambda: b"<a>" * 1_000_000),
    "a long text": (Verdict.TOO_LONG, lambda: b"<a>" + b"x" * (LONGEST_TEXT + 1) + b"</a>"),
    "a long text in pieces": (
        Verdict.TOO_LONG, lambda: b"<a>" + b"xxxx<!-- --><![CDATA[y]]>" * (LONGEST_TEXT // 4) + b"</a>",
    ),
    "a huge text": (Verdict.TOO_LONG, lambda: b"<a>" + b"x" * (12 * 2**20) + b"</a>"),
    "a long attribute": (Verdict.TOO_LONG, lambda: b'<a b="' + b"x" * (LONGEST_TEXT + 1) + b'"/>'),
    "a long name": (Verdict.NOT_WELL_FORMED, lambda: b"<" + b"a" * 100_000 + b"/>"),
    "nothing": (Verdict.NOT_WELL_FORMED, lambda: b""),
    "words": (Verdict.NOT_WELL_FORMED, lambda: b"no XML at all\n"),
    "two roots": (Verdict.NOT_WELL_FORMED, lambda: b"<a/><b/>"),
    "cut off": (Verdict.NOT_WELL_FORMED, lambda: write_declaration(DECLARATION)[:-20]),
    "no such encoding": (Verdict.BAD_ENCODING, lambda: b'<?xml version="1.0" encoding="tea"?><a/>'),
    "two encodings": (Verdict.BAD_ENCODING, lambda: "<a>чай".encode() + "чай</a>".encode("cp1251")),
    "UTF-16 that is not": (Verdict.NOT_WELL_FORMED, lambda: b'<?xml version="1.0" encoding="UTF-16"?><a/>'),
    "no prefix": (Verdict.NOT_WELL_FORMED, lambda: b"<p:a/>"),
}  # fmt: skip


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_has_a_verdict_in_one_line(name: str, tmp_path: Path) -> None:
    expected, made = BOMBS[name]
    path = tmp_path / "bomb.xml"
    path.write_bytes(made())
    report = report_on("bomb.xml", path)
    assert (report.verdict, report.kind, report.messages) == (expected, "none", ())
    assert 0 < len(report.words) <= LONGEST_WORDS
    assert report.words.isprintable()


@pytest.mark.parametrize(
    "name", ["ten million elements", "four million elements", "a million attributes", "a huge text"]
)
def test_memory_is_bounded(name: str, tmp_path: Path) -> None:
    expected, made = BOMBS[name]
    path = tmp_path / "bomb.xml"
    path.write_bytes(made())
    done = subprocess.run([sys.executable, "-c", CHILD, path], capture_output=True, text=True, check=True)
    verdict, kilobytes = done.stdout.splitlines()
    assert verdict == expected
    assert int(kilobytes) < MOST_MEGABYTES * 1024


def test_just_within_the_bounds_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "large.xml"
    for raw in (
        b"<r>" + b"<a/>" * (MOST_NODES - 1) + b"</r>",
        b"<a>" * DEEPEST + b"</a>" * DEEPEST,
        b"<a>" + b"x" * LONGEST_TEXT + b"</a>",
        "<a>чай</a>".encode("utf-16"),
        b"\xef\xbb\xbf<a/>",
        b'<?xml version="1.0" encoding="windows-1251"?><a>\xf7\xe0\xe9</a>',
    ):
        path.write_bytes(raw)
        assert report_on("large.xml", path).verdict is Verdict.OTHER


def test_nobody_is_called(tmp_path: Path) -> None:
    """Neither for entities nor for what a message says of its own schemas."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)
        url = f"http://127.0.0.1:{server.getsockname()[1]}/x"
        hints = f' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="urn:x {url} urn:y {url}"'
        valid = write_declaration(DECLARATION).replace(b"<Declaration", f"<Declaration{hints}".encode())
        for number, (raw, verdict) in enumerate(
            (
                (valid, Verdict.VALID),
                (f'<!DOCTYPE a SYSTEM "{url}"><a/>'.encode(), Verdict.DOCUMENT_TYPE),
                (f'<a xmlns:i="http://www.w3.org/2001/XInclude"><i:include href="{url}"/></a>'.encode(), Verdict.OTHER),
                (f'<?xml-stylesheet href="{url}"?><a xmlns="{url}"/>'.encode(), Verdict.OTHER),
            )
        ):
            path = tmp_path / f"{number}.xml"
            path.write_bytes(raw)
            assert report_on(path.name, path).verdict is verdict
        with pytest.raises(TimeoutError):
            server.accept()


def test_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    report = report_on("gone.xml", tmp_path / "gone.xml")
    assert (report.verdict, report.words) == (Verdict.UNREADABLE, "No such file or directory")


def test_words_are_one_printable_line() -> None:
    assert one_line("a\n b\x1b[31m\u202e") == r"a b\x1b[31m\x202e"
    assert len(one_line("x" * 1_000)) == LONGEST_WORDS


OURS = [write_declaration(DECLARATION), *(write_response(one) for one in RESPONSES.values())]
MARKS = [
    b"<",
    b">",
    b"</",
    b'"',
    b"&",
    b"&#0;",
    b"<!DOCTYPE a>",
    b"]]>",
    b"\x00",
    b"\xff",
    b"xmlns",
    b"MetaData",
    b"<!--",
]


def checked(raw: bytes, path: Path) -> None:
    path.write_bytes(raw)
    report = report_on(path.name, path)
    assert isinstance(report.verdict, Verdict)
    assert (report.verdict is Verdict.VALID) is (report.words == "")
    assert not re.search(r"[\r\n]", report.words)


def mutated(raw: bytes, changes: list[tuple[int, int, bytes]]) -> bytes:
    for at, cut, put in changes:
        where = at % (len(raw) + 1)
        raw = raw[:where] + put + raw[where + cut :]
    return raw


CHANGES = st.lists(
    st.tuples(st.integers(0, 1 << 20), st.integers(0, 40), st.sampled_from(MARKS) | st.binary(max_size=6)),
    min_size=1,
    max_size=4,
)


@settings(max_examples=150, deadline=None)
@given(
    raw=st.binary(max_size=200) | st.text(max_size=100).map(lambda text: f"<a>{text}</a>".encode("utf-8", "replace"))
)
def test_any_bytes_have_a_verdict(raw: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    checked(raw, tmp_path_factory.getbasetemp() / "any.xml")


@settings(max_examples=200, deadline=None)
@given(raw=st.sampled_from(OURS), changes=CHANGES)
def test_mutated_messages_have_a_verdict(
    raw: bytes, changes: list[tuple[int, int, bytes]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    checked(mutated(raw, changes), tmp_path_factory.getbasetemp() / "mutated.xml")


@needs_samples
@settings(max_examples=100, deadline=None)
@given(which=st.integers(0, 1_000), changes=CHANGES)
def test_mutated_samples_have_a_verdict(
    which: int, changes: list[tuple[int, int, bytes]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    files = sorted(path for path in SAMPLES.rglob("*") if path.suffix.lower() == ".xml")
    raw = files[which % len(files)].read_bytes()
    checked(mutated(raw, changes), tmp_path_factory.getbasetemp() / "sample.xml")
