"""A document as frozen values: every element and attribute, with order, text, namespaces and prefixes.

What is not kept: comments, processing instructions, and white space that stands alone between the tags of an element
that has elements. What is written is indented where no text is mixed with elements.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

XML = "http://www.w3.org/XML/1998/namespace"
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
VALUE = str.maketrans({"&": "&amp;", "<": "&lt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"})


class Attribute(NamedTuple):
    """Namespace and prefix are '' for an attribute without one."""

    name: str
    value: str
    namespace: str = ""
    prefix: str = ""


class Element(NamedTuple):
    """`declares` are the (prefix, namespace) pairs that begin here; `tail` is the text after the element."""

    name: str
    namespace: str = ""
    text: str = ""
    children: "tuple[Element, ...]" = ()
    attributes: tuple[Attribute, ...] = ()
    prefix: str = ""
    declares: tuple[tuple[str, str], ...] = ()
    tail: str = ""

    def each(self, name: str) -> "Iterator[Element]":
        """The children of this name in this element's own namespace."""
        return (child for child in self.children if child.name == name and child.namespace == self.namespace)

    def first(self, *path: str) -> "Element | None":
        """The first child of the first name, its first child of the second, and so on."""
        found: Element | None = self
        for name in path:
            found = next(found.each(name), None) if found else None
        return found

    def word(self, *path: str) -> str:
        """The text at a path, without white space around it; '' where there is none."""
        found = self.first(*path)
        return found.text.strip() if found else ""

    def attribute(self, name: str) -> str:
        """The value of an attribute without namespace; '' where there is none."""
        return next((one.value for one in self.attributes if one.name == name and not one.namespace), "")


def model(element: Any) -> Element:
    """An lxml element with all below it; what its ancestors declare is declared by it."""
    return _model(element, {})._replace(tail="")


def written(element: Element) -> bytes:
    """A whole document in UTF-8."""
    parts = [DECLARATION]
    _write(element._replace(tail=""), parts.append, "\n")
    parts.append("\n")
    return "".join(parts).encode()


def _model(element: Any, inherited: Mapping[str, str]) -> Element:
    scope = {prefix or "": uri or "" for prefix, uri in element.nsmap.items()}
    namespace, _, name = element.tag.rpartition("}")
    children = tuple([_model(child, scope) for child in element])
    return Element(
        name=name,
        namespace=namespace[1:],
        text=_kept(element.text, alone=not children),
        children=children,
        attributes=tuple(_attribute(element, key, value, scope) for key, value in element.attrib.items()),
        prefix=element.prefix or "",
        declares=tuple((prefix, uri) for prefix, uri in scope.items() if inherited.get(prefix, "") != uri),
        tail=_kept(element.tail, alone=False),
    )


def _kept(text: str | None, *, alone: bool) -> str:
    return text if text and (alone or text.strip(" \t\r\n")) else ""


def _attribute(element: Any, key: str, value: str, scope: Mapping[str, str]) -> Attribute:
    namespace, _, name = key.rpartition("}")
    if not namespace:
        return Attribute(name, value)
    uri = namespace[1:]
    prefixes = ["xml"] if uri == XML else [prefix for prefix, bound in scope.items() if bound == uri and prefix]
    if len(prefixes) > 1:  # lxml does not say which of them was written
        asked = "name(@*[namespace-uri() = $uri and local-name() = $name])"
        prefixes = [element.xpath(asked, uri=uri, name=name).partition(":")[0]]
    return Attribute(name, value, uri, prefixes[0])


def _write(element: Element, out: Callable[[str], None], line: str) -> None:
    tag = _qualified(element.prefix, element.name)
    out(f"<{tag}")
    for prefix, uri in element.declares:
        out(f' {f"xmlns:{prefix}" if prefix else "xmlns"}="{uri.translate(VALUE)}"')
    for one in element.attributes:
        out(f' {_qualified(one.prefix, one.name)}="{one.value.translate(VALUE)}"')
    if not element.text and not element.children:
        out("/>")
    else:
        out(f">{element.text.translate(TEXT)}")
        mixed = bool(element.text) or any(child.tail for child in element.children)
        for child in element.children:
            out("" if mixed else line + "  ")
            _write(child, out, line + "  ")
        out(f"{'' if mixed or not element.children else line}</{tag}>")
    out(element.tail.translate(TEXT))


def _qualified(prefix: str, name: str) -> str:
    return f"{prefix}:{name}" if prefix else name
