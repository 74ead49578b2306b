"""ISO 20022 camt.053, a bank's statement in XML, of any version.

A document type is refused where it begins, so that no entity is ever declared; depth and number of elements are
bounded. Entries that are not booked yet are left out: the closing balance does not contain them. An entry of several
transactions becomes one entry for each where their amounts add up to it, and stays one where they do not.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple
from xml.etree.ElementTree import Element, ParseError, TreeBuilder, XMLParser

from tearoad.payments.statement import Entry, Statement
from tearoad.terms.refusal import BadInput
from tearoad.wire.banks.words import Place, decoded, shortened

MOST_ELEMENTS = 2_000_000
DEEPEST = 40
NAMESPACE = re.compile(r"\{urn:iso:std:iso:20022:tech:xsd:camt\.053\.001\.[0-9]{2}")
DECLARED = re.compile(rb"<\?xml[^>]*encoding=[\"']([A-Za-z0-9._-]+)[\"']")
SIGNS = {"CRDT": 1, "DBIT": -1}
BOOKED, NOT_BOOKED = "BOOK", ("PDNG", "INFO", "FUTR")
BEFORE = "PRCD"
NOT_PROVIDED = "NOTPROVIDED"  # what the standard has a payer write who names nothing


class _Part(NamedTuple):
    """One transaction of an entry; no amount where it does not say one in the entry's currency."""

    reference: str
    end_to_end: str
    amount_minor: int | None
    text: str


def read_camt053(file: str, raw: bytes, encoding: str | None = None) -> list[Statement]:
    """All statements of a message, in its order."""
    declared = DECLARED.match(raw)
    text = decoded(file, raw, encoding or (declared[1].decode() if declared else None))
    message = _parsed(file, text)
    if message.find("GrpHdr/MsgPgntn") is not None:
        _whole(Place(file, "GrpHdr/MsgPgntn"), message, "GrpHdr/MsgPgntn")
    found = [_statement(Place(file, f"statement {n}"), stmt) for n, stmt in enumerate(message.findall("Stmt"), 1)]
    if not found:
        raise BadInput(f"{file}: no Stmt, expected a statement")
    return found


class _Bounded(TreeBuilder):
    """Builds the tree without namespaces and keeps the message that is a statement."""

    def __init__(self, file: str) -> None:
        super().__init__()
        self.file, self.depth, self.count = file, 0, 0
        self.message: Element | None = None

    def start(self, tag: str, attributes: dict[str, str], /) -> Element:
        """Counts; the parser calls it for each element."""
        self.depth += 1
        self.count += 1
        if self.depth > DEEPEST or self.count > MOST_ELEMENTS:
            raise BadInput(f"{self.file}: expected at most {MOST_ELEMENTS} elements, {DEEPEST} deep")
        namespace, _, name = tag.rpartition("}")
        element = super().start(name, attributes)
        if name == "BkToCstmrStmt" and NAMESPACE.fullmatch(namespace) and self.message is None:
            self.message = element
        return element

    def end(self, tag: str, /) -> Element:
        """The other end of an element."""
        self.depth -= 1
        return super().end(tag.rpartition("}")[2])

    def doctype(self, name: str, _public: str | None, _system: str | None) -> None:
        """Called before anything of the document type is read."""
        raise BadInput(f"{self.file}: a document type {name[:40]!r}, expected XML without one")


def _parsed(file: str, text: str) -> Element:
    builder = _Bounded(file)
    parser = XMLParser(target=builder)  # noqa: S314 - a document type is refused, so nothing can expand
    try:
        parser.feed(text)
        parser.close()
    except ParseError as error:
        raise BadInput(f"{file}: {error}, expected whole XML") from None
    if builder.message is None:
        raise BadInput(f"{file}: no BkToCstmrStmt of camt.053.001, expected a statement")
    return builder.message


def _statement(place: Place, stmt: Element) -> Statement:
    if stmt.find("StmtPgntn") is not None:
        _whole(place, stmt, "StmtPgntn")
    account = _said(stmt, "Acct/Id/IBAN").replace(" ", "") or _said(stmt, "Acct/Id/Othr/Id")
    opening = _balance(place, stmt, "OPBD", BEFORE)
    closing = _balance(place, stmt, "CLBD")
    currency = place.currency("Bal OPBD, Amt Ccy", _currency(opening))
    first, last = _days(place, stmt, opening, closing)
    return Statement(
        account=place.name("Acct/Id", account),
        currency=currency,
        number=place.number("ElctrncSeqNb", _said(stmt, "ElctrncSeqNb") or _said(stmt, "LglSeqNb")),
        first_day=first,
        last_day=last,
        opening_minor=_signed(place._replace(where=f"{place.where}, Bal OPBD"), opening, currency),
        closing_minor=_signed(place._replace(where=f"{place.where}, Bal CLBD"), closing, currency),
        entries=tuple(_entries(place, stmt, currency)),
    )


def _said(element: Element, path: str) -> str:
    return (element.findtext(path) or "").strip()


def _whole(place: Place, element: Element, path: str) -> None:
    page, last = _said(element, f"{path}/PgNb"), _said(element, f"{path}/LastPgInd")
    if (page, last) not in (("1", "true"), ("1", "1")):
        raise place.bad(path, f"page {page}, last {last}", "the whole statement on page 1")


def _balance(place: Place, stmt: Element, *codes: str) -> Element:
    """The only balance of the first of the codes that is there."""
    for code in codes:
        found = [balance for balance in stmt.findall("Bal") if _said(balance, "Tp/CdOrPrtry/Cd") == code]
        if len(found) == 1:
            return found[0]
        if found:
            raise place.bad("Bal", f"{len(found)} of {code}", "one")
    raise place.bad("Bal", "", f"one of {' or '.join(codes)}")


def _days(place: Place, stmt: Element, opening: Element, closing: Element) -> tuple[int, int]:
    if stmt.find("FrToDt") is None:
        last = _day(place, closing, "Dt")
        after = _said(opening, "Tp/CdOrPrtry/Cd") == BEFORE  # that balance has the day before the statement's first
        first = min(_day(place, opening, "Dt") + 1, last) if after else _day(place, opening, "Dt")
    else:
        first = place.day("FrToDt/FrDtTm", _said(stmt, "FrToDt/FrDtTm")[:10])
        last = place.day("FrToDt/ToDtTm", _said(stmt, "FrToDt/ToDtTm")[:10])
    if first > last:
        raise place.bad("FrToDt", "", "a last day that is not before the first")
    return first, last


def _day(place: Place, element: Element, path: str) -> int:
    """A day may have a zone behind it, a moment has its time; both are the bank's own."""
    return place.day(path, (_said(element, f"{path}/Dt") or _said(element, f"{path}/DtTm"))[:10])


def _currency(element: Element, path: str = "Amt") -> str:
    amount = element.find(path)
    return "" if amount is None else amount.get("Ccy", "")


def _sign(place: Place, element: Element) -> int:
    word = _said(element, "CdtDbtInd")
    if word not in SIGNS:
        raise place.bad("CdtDbtInd", word, "CRDT or DBIT")
    return SIGNS[word]


def _signed(place: Place, element: Element, currency: str) -> int:
    if _currency(element) != currency:
        raise place.bad("Amt Ccy", _currency(element), f"{currency} as of the balance")
    return _sign(place, element) * place.minor("Amt", _said(element, "Amt"), currency)


def _entries(place: Place, stmt: Element, currency: str) -> Iterator[Entry]:
    for position, ntry in enumerate(stmt.findall("Ntry"), 1):
        here = place._replace(where=f"{place.where}, entry {position}")
        status = _said(ntry, "Sts/Cd") or _said(ntry, "Sts")
        if status in NOT_BOOKED:
            continue
        if status != BOOKED:
            raise here.bad("Sts", status, f"{BOOKED} or, of what is not booked, {', '.join(NOT_BOOKED)}")
        named = _said(ntry, "AcctSvcrRef") or _said(ntry, "NtryRef") or f"{_said(stmt, 'Id')}/{position}"
        yield from _split(here, ntry, here.name("AcctSvcrRef", named), currency)


def _split(place: Place, ntry: Element, reference: str, currency: str) -> Iterator[Entry]:
    amount, day = _signed(place, ntry, currency), _day(place, ntry, "BookgDt")
    parts = [_part(place, ntry, details, currency) for details in ntry.findall("NtryDtls/TxDtls")]
    amounts = [part.amount_minor for part in parts if part.amount_minor is not None]
    if len(amounts) == len(parts) > 1 and sum(amounts) == amount:
        for part, minor in zip(parts, amounts, strict=True):
            yield Entry(part.reference or reference, part.end_to_end, minor, currency, day, part.text)
        return
    shared = {part.end_to_end for part in parts} or {""}
    name = shared.pop() if len(shared) == 1 else ""
    name = name or place.name("PmtInfId", _said(ntry, "NtryDtls/Btch/PmtInfId"), may_be_empty=True)
    text = shortened(" ".join(part.text for part in parts)) or shortened(_said(ntry, "AddtlNtryInf"))
    yield Entry(reference, name, amount, currency, day, text)


def _part(place: Place, ntry: Element, details: Element, currency: str) -> _Part:
    end_to_end = place.name("EndToEndId", _said(details, "Refs/EndToEndId"), may_be_empty=True)
    path = "Amt" if details.find("Amt") is not None else "AmtDtls/TxAmt/Amt"
    amount = None
    if _currency(details, path) == currency:
        side = details if details.find("CdtDbtInd") is not None else ntry
        amount = _sign(place, side) * place.minor(path, _said(details, path), currency)
    return _Part(
        place.name("AcctSvcrRef", _said(details, "Refs/AcctSvcrRef"), may_be_empty=True),
        "" if end_to_end == NOT_PROVIDED else end_to_end,
        amount,
        shortened(" ".join(found.text or "" for found in details.findall("RmtInf/Ustrd"))),
    )
