"""Documents become frozen values and documents again; canonical XML is what it was."""

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from wco_messages import SAMPLES, needs_samples

from tearoad.wire.wco.safe_xml import parsed
from tearoad.wire.wco.tree import XML, Attribute, Element, model, written

NAMES = st.text(string.ascii_letters, min_size=1, max_size=4)
TEXTS = st.text("ab <>&\"'\t\n\r\u00a0чай茶\U0001f375", max_size=6)
SPACES = {"": "", "p": "urn:p", "q": "urn:q"}
ONLY_SPACE = " \t\r\n"


def attribute(prefix: str, name: str, value: str) -> Attribute:
    return Attribute(name, value, XML if prefix == "xml" else SPACES[prefix], prefix)


ATTRIBUTES = st.lists(
    st.builds(attribute, st.sampled_from(["", "p", "q"]), NAMES, TEXTS),
    max_size=3,
    unique_by=lambda one: (one.namespace, one.name),
).map(tuple)


def element(prefix: str, name: str, text: str, children: list[Element], own: tuple[Attribute, ...]) -> Element:
    """As a document may have it: white space alone between elements is nothing."""
    kept = text if not children or text.strip(ONLY_SPACE) else ""
    return Element(name, SPACES[prefix], kept, tuple(children), own, prefix)


def with_tail(one: Element, tail: str) -> Element:
    return one._replace(tail=tail if tail.strip(ONLY_SPACE) else "")


def tree(children: st.SearchStrategy[list[Element]]) -> st.SearchStrategy[Element]:
    return st.builds(element, st.sampled_from(["", "p", "q"]), NAMES, TEXTS, children, ATTRIBUTES)


TREES = st.recursive(
    tree(st.just([])),
    lambda inner: tree(st.lists(st.builds(with_tail, inner, st.just("") | TEXTS), max_size=3)),
    max_leaves=12,
).map(lambda root: root._replace(declares=(("p", "urn:p"), ("q", "urn:q"))))


def bare(raw: bytes) -> bytes:
    """Canonical XML without what a tree does not keep: comments, instructions, white space alone between elements."""
    root = parsed(raw)
    for one in root.iter():
        if len(one) and one.text and not one.text.strip(ONLY_SPACE):
            one.text = None
        if one.tail and not one.tail.strip(ONLY_SPACE):
            one.tail = None
    return etree.tostring(root, method="c14n")


@settings(max_examples=150, deadline=None)
@given(TREES)
def test_what_is_written_is_read_back(root: Element) -> None:
    assert model(parsed(written(root))) == root


@pytest.mark.parametrize(
    "words",
    [
        '<a xmlns="urn:a"><b xmlns=""><c/></b><d xmlns="urn:d" e="1"/></a>',
        '<p:a xmlns:p="urn:a" xmlns:q="urn:a" p:x="1"><q:b q:y="2" p:z="3"/><b xmlns="urn:a" q:w=""/></p:a>',
        '<a xmlns:unused="urn:u" xml:lang="ru" xml:space="preserve"> text <b/> tail <c> </c>\n</a>',
        "<a>one<!-- comment -->two<?pi x?><![CDATA[<three>]]>&amp;&#13;<b/></a>",
        '<a x="&#10;&#9; &lt;&quot;"><p:b xmlns:p="urn:1"><p:c xmlns:p="urn:2" p:d=""/></p:b></a>',
        '<?xml version="1.0" encoding="windows-1251"?><a>&#1095;</a>',
    ],
)
def test_canonical_xml_stays(words: str) -> None:
    raw = words.encode("cp1251")
    again = written(model(parsed(raw)))
    assert bare(again) == bare(raw)
    assert written(model(parsed(again))) == again


@needs_samples
def test_canonical_xml_of_the_samples_stays() -> None:
    files = [path for path in SAMPLES.rglob("*") if path.suffix.lower() == ".xml"]
    assert files
    for path in files:
        raw = path.read_bytes()
        assert bare(written(model(parsed(raw)))) == bare(raw), path


def test_a_part_declares_what_its_surroundings_declare() -> None:
    root = parsed(b'<m:a xmlns:m="urn:m" xmlns="urn:b"><b><m:c/></b> tail</m:a>')
    part = model(root[0])
    assert set(part.declares) == {("m", "urn:m"), ("", "urn:b")}
    assert part.tail == ""
    assert model(parsed(written(part))) == part
    assert part.children[0].declares == ()
