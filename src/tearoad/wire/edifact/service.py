"""Service characters and character sets: what UNA, the syntax version and the syntax identifier say.

Within this package a segment is often *plain*: in the default service characters, with every released character that is
one of them replaced by a mark. A mark is one control character, so lengths are those of the data, and patterns need to
know neither release characters nor an interchange's own separators. Data never have control characters: they are in no
set that is read.
"""

import re
from dataclasses import dataclass
from functools import cache, cached_property

SERVICE = ":+?'*"
MARKS = "\x01\x02\x03\x04\x05"  # for these, as data
MARKED = dict(zip(SERVICE, MARKS, strict=True))
RELEASED = [(f"?{char}", MARKED[char]) for char in "?+:'*"]  # `??` first: pairs begin where a run of `?` begins
REPEATS_FROM = 4  # the syntax version that has a repetition separator
FOUR = "\x1c\x1d\x1e\x1f"  # the separators of level B of versions 1 to 3, which UNA may name

# Codec by syntax identifier: data element 0001 of the UN service code list. Of UNOW and UNOY the list says ISO 10646-1;
# that both are UTF-8 is assumed. UNOX (ISO 2022) is not read.
CHARSETS = {
    "UNOA": "ascii",
    "UNOB": "ascii",
    "UNOC": "iso8859-1",
    "UNOD": "iso8859-2",
    "UNOE": "iso8859-5",
    "UNOF": "iso8859-7",
    "UNOG": "iso8859-3",
    "UNOH": "iso8859-4",
    "UNOI": "iso8859-6",
    "UNOJ": "iso8859-8",
    "UNOK": "iso8859-9",
    "UNOW": "utf-8",
    "UNOY": "utf-8",
}
# Level A is ISO 646 without small letters. That it has the national positions (# $ @ and so on) is assumed.
STRANGE = {"UNOA": r"[^ -`{-~]", "UNOB": r"[^ -~]"}
STRANGE_ELSEWHERE = r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]"  # controls; bytes that are no character come as surrogates


@dataclass(frozen=True)
class Service:
    """Release and repetition are '' where there is none; `advised` where UNA says so."""

    component: str = ":"
    element: str = "+"
    decimal: str = "."
    release: str = "?"
    repetition: str = ""
    terminator: str = "'"
    version: int = 3
    advised: bool = False

    @cached_property
    def is_default(self) -> bool:
        """Whether a segment without release characters is plain as it is."""
        return (self.component, self.element, self.release, self.terminator) == (":", "+", "?", "'") and (
            self.repetition in ("", "*")
        )

    @cached_property
    def is_simple(self) -> bool:
        """The same, and that nothing is repeated."""
        return self.is_default and not self.repetition

    @property
    def decimals(self) -> str:
        """Decimal marks that are taken: UNA's where it counts, which it no longer does in version 4."""
        return self.decimal if self.advised and self.version < REPEATS_FROM else ".,"


DEFAULT = Service()
OURS, OUR_CHARSET = Service(repetition="*", version=REPEATS_FROM), "UNOY"  # of what we write to others: UTF-8


def service_of(head: str) -> Service | None:
    """From the first characters of an interchange; None where they are neither UNA nor UNB, or UNA makes no sense."""
    if head[:3] == "UNB":
        return _versioned(DEFAULT, head)
    if head[:3] != "UNA" or len(head) < 9:
        return None
    component, element, decimal, release, repetition, terminator = tuple(head[3:9])
    told = Service(component, element, decimal, release.strip(" "), repetition.strip(" "), terminator, advised=True)
    used = [char for char in (component, element, told.release, told.repetition, terminator) if char]
    if len(set(used)) < len(used) or decimal not in ".," or not all(map(_may_serve, used)) or decimal in used:
        return None
    return _versioned(told, head[9:].lstrip("\r\n"))


def _may_serve(char: str) -> bool:
    return char in FOUR or ("!" <= char <= "~" and not char.isalnum())


def _versioned(service: Service, unb: str) -> Service:
    """With the version of UNB's S001; before version 4 the place of the repetition separator is reserved."""
    told = re.match(rf"UNB{re.escape(service.element)}[A-Z]{{4}}{re.escape(service.component)}([0-9])", unb)
    version = int(told[1]) if told else Service.version
    repetition = service.repetition if service.advised else "*"
    return Service(
        service.component,
        service.element,
        service.decimal,
        service.release,
        repetition if version >= REPEATS_FROM else "",
        service.terminator,
        version,
        service.advised,
    )


@cache
def strange(charset: str, service: Service) -> re.Pattern[str]:
    """Finds a character that data of a segment may not have: no line breaks, no controls, nothing of another set."""
    used = (service.component, service.element, service.release, service.repetition, service.terminator)
    own = re.escape("".join(char for char in FOUR if char in used))
    return re.compile((f"(?![{own}])" if own else "") + STRANGE.get(charset, STRANGE_ELSEWHERE))


@cache
def cutter(service: Service) -> re.Pattern[str]:
    """One segment with its terminator, and the line breaks before it; the group is the segment. Cannot backtrack."""
    return re.compile(_segment(service), re.DOTALL)


@cache
def whole_segments(service: Service) -> re.Pattern[str]:
    """As many segments with their terminators as there are, one after another."""
    return re.compile(f"(?:{_segment(service)})*+", re.DOTALL)


def _segment(service: Service) -> str:
    end, release = re.escape(service.terminator), re.escape(service.release)
    body = rf"[^{end}{release}]*+(?:{release}.[^{end}{release}]*+)*+" if release else rf"[^{end}]*+"
    return rf"[\r\n]*+({body}){end}"


@cache
def _special(service: Service) -> re.Pattern[str]:
    data = SERVICE if service.repetition else SERVICE.replace("*", "")  # which separates nothing before version 4
    chars = re.escape(data + service.component + service.element + service.repetition)
    released = re.escape(service.release) + "." if service.release else "(?!)"
    return re.compile(rf"{released}|[{chars}]", re.DOTALL)


def plain(segment: str, service: Service) -> str:
    """The segment as the module's docstring says. A lone release character at the end stays as data."""
    if service.is_default:
        if "?" not in segment:
            return segment
        told = segment
        for pair, mark in RELEASED:
            told = told.replace(pair, mark)
        if "?" not in told:
            return told
    become = {service.component: ":", service.element: "+"} | ({service.repetition: "*"} if service.repetition else {})

    def replaced(found: re.Match[str]) -> str:
        text = found[0]
        if len(text) == 2:
            return MARKED.get(text[1], text[1])
        return become.get(text) or MARKED[text]

    return _special(service).sub(replaced, segment)


def data_of(text: str) -> str:
    """A part of a plain segment with its marks as what they stand for."""
    if text.isprintable():
        return text
    for char, mark in MARKED.items():
        if mark in text:
            text = text.replace(mark, char)
    return text
