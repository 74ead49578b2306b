"""The desk of documents: handed in, seen, and asked for by a link. Many threads may ask it at once.

Names and contents are sealed before the store sees them. A link's token is told once; the store has a digest of it.
"""

import re
import secrets
import time
from collections.abc import Sequence
from hashlib import sha256
from typing import NamedTuple

import structlog

from tearoad.boot.clocks import terms_of
from tearoad.boot.sealing import Seal
from tearoad.customs.clearance import Verdict
from tearoad.customs.clearance_events import Case
from tearoad.operations.desk_view import Seen
from tearoad.operations.item_papers import Asked, add, answer, asked, make_link
from tearoad.operations.item_ports import ItemRow, in_sight
from tearoad.operations.paper import File, clean_name, media_type_of, refusal_of
from tearoad.operations.paper_ports import Link, Paper, SealedPaper
from tearoad.operations.platform import Platform
from tearoad.store import items as item_rows
from tearoad.store import papers as rows
from tearoad.store.database import CELL
from tearoad.store.pool import PooledStore
from tearoad.terms.days import DAY
from tearoad.terms.names import is_id
from tearoad.terms.refusal import BadInput, Refusal

log = structlog.get_logger("tearoad.papers")
TOKEN_BYTES = 32
TOKEN = re.compile("[A-Za-z0-9_-]{43}")  # so many bytes in base64
LINK_DAYS = 10  # assumed: of a link where no term of an answer runs any more


class PaperView(NamedTuple):
    """A document; `name` is '' where it is not for the reader, or does not open."""

    number: int
    name: str
    media_type: str
    size_bytes: int
    added_by: str
    added_at: int


class AddedPapers(NamedTuple):
    """Those that were handed in, none where there is a `refusal`."""

    papers: tuple[PaperView, ...]
    refusal: Refusal | Verdict | None = None


class WholePaper(NamedTuple):
    """A document with its content."""

    name: str
    media_type: str
    content: bytes


class MadeLink(NamedTuple):
    """`token` is told this once."""

    token: str
    ends_at: int


class ItemPapers:
    """Of declarations; `seal` keeps what documents hold."""

    def __init__(self, platform: Platform, store: PooledStore, seal: Seal) -> None:
        self.platform, self.store, self.seal = platform, store, seal

    def add(self, seen: Seen, declaration_id: str, files: Sequence[File], who: str) -> AddedPapers:
        """All of them, each once, or none."""
        if not is_id(declaration_id):
            return AddedPapers((), Refusal.UNKNOWN_DECLARATION)
        refusal = refusal_of(list(files))
        if refusal:
            return AddedPapers((), refusal)
        done = add(self.store, seen, declaration_id, self._sealed(declaration_id, files), who)
        return AddedPapers(tuple(self._view(one, named=True) for one in done.papers), done.refusal)

    def papers(self, seen: Seen, handled: Seen, declaration_id: str) -> list[PaperView] | None:
        """Those of one in sight, else None; their names are for who has it in sight as `handled`, to change it."""
        if not is_id(declaration_id):
            return None
        with self.store.reading() as reading:
            row = item_rows.item_of(reading, CELL, declaration_id)
            if row is None or not in_sight(row, seen):
                return None
            found = rows.papers_of(reading, CELL, declaration_id)
        return [self._view(one, named=in_sight(row, handled)) for one in found]

    def whole(self, seen: Seen, declaration_id: str, number: int, who: str, why: str) -> WholePaper | Refusal:
        """One with its content; that it was seen is kept before it is told."""
        if not is_id(declaration_id):
            return Refusal.UNKNOWN_DECLARATION
        with self.store.unit() as unit:
            row = unit.items.some([declaration_id]).get(declaration_id)
            if row is None or not in_sight(row, seen):
                return Refusal.UNKNOWN_DECLARATION
            paper = next((one for one in unit.papers.of(declaration_id) if one.number == number), None)
            if paper is None:
                return Refusal.UNKNOWN_DOCUMENT
            try:
                content = self.seal.open_bytes(unit.papers.content(declaration_id, number), _content_of(paper))
                name = self.seal.open(paper.name, _name_of(paper))
            except BadInput as error:
                log.error("document does not open", why=str(error))
                return Refusal.DOCUMENT_SEALED
            unit.items.log_view(declaration_id, who, f"document {number}: {why}", int(time.time()))
        return WholePaper(name, paper.media_type, content)

    def link(self, seen: Seen, declaration_id: str, who: str) -> MadeLink | Refusal:
        """A new one, by which whoever has it answers; those before it are void."""
        if not is_id(declaration_id):
            return Refusal.UNKNOWN_DECLARATION
        token = secrets.token_urlsafe(TOKEN_BYTES)
        made = make_link(self.store, seen, declaration_id, _mark_of(token), who, self._ends)
        return MadeLink(token, made.ends_at) if isinstance(made, Link) else made

    def asked(self, token: str) -> Asked | None:
        """What is asked by a link; None where it is none, or is void."""
        if not TOKEN.fullmatch(token):
            return None
        with self.store.unit() as unit:
            return asked(unit, _mark_of(token), unit.roads.clock_at())

    def answer(self, token: str, files: Sequence[File], note: str) -> Refusal | None:
        """None where it is answered."""
        found = self.asked(token)
        if found is None:
            return Refusal.UNKNOWN_LINK
        refusal = refusal_of(list(files)) or (None if files or note else Refusal.EMPTY_ANSWER)
        if refusal:
            return refusal
        papers = self._sealed(found.row.declaration_id, files)
        return answer(self.platform, self.store, _mark_of(token), papers, note)

    def _sealed(self, declaration_id: str, files: Sequence[File]) -> list[SealedPaper]:
        found = []
        for one in files:
            media_type = media_type_of(one.content)
            assert media_type, "it was judged before"
            name = clean_name(one.name, media_type)
            # With the declaration: that two of them have the same document is nobody's to see.
            digest = bytes.fromhex(self.seal.fingerprint_of(declaration_id.encode() + b"\0" + one.content))
            where = Paper(declaration_id, 0, "", media_type, len(one.content), digest, "", 0)
            closed = self.seal.seal_bytes(one.content, _content_of(where))
            found.append(
                SealedPaper(self.seal.seal(name, _name_of(where)), media_type, len(one.content), digest, closed)
            )
        return found

    def _view(self, of: Paper, *, named: bool) -> PaperView:
        name = ""
        if named:
            try:
                name = self.seal.open(of.name, _name_of(of))
            except BadInput as error:
                log.error("name of a document does not open", why=str(error))
        return PaperView(of.number, name, of.media_type, of.size_bytes, of.added_by, of.added_at)

    def _ends(self, row: ItemRow, case: Case, clock: int) -> int:
        terms = terms_of(case, row.office, row.destination, self.platform.law.snapshot)
        ends = [term.ends_at or 0 for term in terms if term.clock.name == "answer"]
        last = max(ends, default=0)
        return last if last > clock else clock + LINK_DAYS * DAY


def _mark_of(token: str) -> bytes:
    return sha256(token.encode()).digest()


def _content_of(of: Paper) -> str:
    return f"item_document.content.{of.declaration_id}.{of.digest.hex()}"


def _name_of(of: Paper) -> str:
    return f"item_document.name.{of.declaration_id}.{of.digest.hex()}"
