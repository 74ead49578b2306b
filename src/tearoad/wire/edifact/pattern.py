"""One segment against its elements: a compiled pattern says whether it is right, `faults_of` says what is wrong.

Both take plain segments (see `service`) and must agree: a property test holds them together. The patterns cannot
backtrack, as no part of them takes a separator.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from tearoad.wire.edifact.faults import Verdict
from tearoad.wire.edifact.subset import Part, Whole

Found = tuple[Verdict, int, int, str]  # with element and component, from 1


def pattern_of(tag: str, wholes: Sequence[Whole], repeats: bool, decimals: str) -> re.Pattern[str]:
    """`repeats` where `*` separates repetitions; `decimals` are the decimal marks that are taken."""
    told = ""
    required = False
    for whole in reversed(_positions(wholes, repeats)):
        required = required or whole.mandatory
        told = rf"\+{_whole(whole, repeats, decimals)}{told}"
        told = told if required else f"(?:{told})?"
    return re.compile(tag + told)


def _positions(wholes: Sequence[Whole], repeats: bool) -> list[Whole]:
    """Before version 4 an element that may be repeated has as many places, one after another."""
    if repeats:
        return list(wholes)
    return [Whole(whole.id, whole.mandatory and not at, whole.parts) for whole in wholes for at in range(whole.most)]


def _whole(whole: Whole, repeats: bool, decimals: str) -> str:
    told = ""
    required = False
    for at in range(len(whole.parts) - 1, -1, -1):
        part = whole.parts[at]
        told = _part(part, repeats, decimals) + told
        required = required or part.mandatory
        if at:
            told = f":{told}" if required else f"(?::{told})?"
    more = rf"(?:\*{told}){{0,{whole.most - 1}}}" if repeats and whole.most > 1 else ""
    if not whole.mandatory:
        return f"(?:{told}{more})?"
    return rf"(?=:*{_data(repeats)}){told}{more}"


def _data(repeats: bool) -> str:
    return rf"[^+:?{'*' if repeats else ''}\r\n]"


def _part(part: Part, repeats: bool, decimals: str) -> str:
    if part.codes:
        told = f"(?:{'|'.join(part.codes)})(?!{_data(repeats)})"
    elif part.kind == "n":
        told = _number(part, decimals)
    else:
        char = _data(repeats) if part.kind == "an" else _data(repeats).replace("[^", r"[^0-9")
        told = rf"{char}{{{part.least},{part.most}}}"
    return told if part.mandatory else f"(?:{told})?"


def _number(part: Part, decimals: str) -> str:
    """Neither minus nor decimal mark counts in a number's length (ISO 9735)."""
    if part.least == part.most:
        return rf"-?[0-9]{{{part.most}}}"
    most, mark = part.most, f"[{decimals}]"
    whole_or_decimal = rf"[0-9]{{1,{most}}}(?:{mark}[0-9]{{1,{most}}})?|{mark}[0-9]{{1,{most}}}"
    return rf"-?(?![0-9{decimals}]{{{most + 2}}})(?:{whole_or_decimal})"


@cache
def _numeric(decimals: str) -> re.Pattern[str]:
    return re.compile(rf"-?(?:[0-9]+(?:[{decimals}][0-9]+)?|[{decimals}][0-9]+)")


def faults_of(segment: str, wholes: Sequence[Whole], repeats: bool, decimals: str) -> Iterator[Found]:
    """Everything that is wrong with the elements of a plain segment, in their order."""
    said = segment.split("+")[1:]
    wholes = _positions(wholes, repeats)
    if len(said) > len(wholes):
        yield Verdict.TOO_MANY_ELEMENTS, len(wholes) + 1, 0, said[len(wholes)]
    for at, whole in enumerate(wholes):
        text = said[at] if at < len(said) else ""
        if not text.strip(":"):
            if whole.mandatory:
                yield Verdict.MISSING_ELEMENT, at + 1, 0, ""
            elif text and any(part.mandatory for part in whole.parts):
                yield Verdict.MISSING_COMPONENT, at + 1, _missing(whole), ""
            elif text.count(":") >= len(whole.parts):
                yield Verdict.TOO_MANY_COMPONENTS, at + 1, len(whole.parts) + 1, ""
            continue
        several = text.split("*") if repeats else [text]
        if len(several) > whole.most:
            yield Verdict.TOO_MANY_REPEATS, at + 1, 0, several[whole.most]
        for one in several[: whole.most]:
            for verdict, component, found in _components(one.split(":"), whole, decimals):
                yield verdict, at + 1, component, found


def _missing(whole: Whole) -> int:
    return next(at for at, part in enumerate(whole.parts, 1) if part.mandatory)


def _components(said: list[str], whole: Whole, decimals: str) -> Iterator[tuple[Verdict, int, str]]:
    if len(said) > len(whole.parts):
        yield Verdict.TOO_MANY_COMPONENTS, len(whole.parts) + 1, said[len(whole.parts)]
    for at, part in enumerate(whole.parts):
        text = said[at] if at < len(said) else ""
        verdict = _wrong(text, part, decimals)
        if verdict:
            yield verdict, at + 1, text


def _wrong(text: str, part: Part, decimals: str) -> Verdict | None:
    """The first thing that is wrong with a component."""
    if not text:
        return Verdict.MISSING_COMPONENT if part.mandatory else None
    if re.search(r"[?\r\n]", text):
        return Verdict.WRONG_CHARACTER
    if part.codes:
        return None if text in part.codes else Verdict.NOT_IN_LIST
    length = len(text)
    if part.kind == "n":
        if not _numeric(decimals).fullmatch(text):
            return Verdict.NOT_NUMERIC
        length = sum(char.isdigit() for char in text)
        if part.least == part.most and not text.lstrip("-").isdigit():
            return Verdict.NOT_NUMERIC
    elif part.kind == "a" and re.search("[0-9]", text):
        return Verdict.NOT_ALPHABETIC
    if length > part.most:
        return Verdict.TOO_LONG
    return Verdict.TOO_SHORT if length < part.least else None
