"""Declarations and rulings on paper, of files and of what machines lodged: gathered here, drawn by `wire.forms`."""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import polars as pl

from tearoad.boot.border import BY_CODE, frame_of
from tearoad.boot.declarations import read_items
from tearoad.boot.readings import Decided, Readings
from tearoad.customs.applied import AppliedLaw
from tearoad.customs.clearance import State
from tearoad.customs.clearing import CHANNELS, REASON, VERDICTS
from tearoad.customs.frame import text_of
from tearoad.operations.asked_item import PERSONAL, asked_of
from tearoad.operations.item_ports import ItemRow
from tearoad.terms.money import EXPONENTS
from tearoad.terms.refusal import BadInput
from tearoad.wire.forms.book import printed
from tearoad.wire.forms.values import Declaration, Ruling
from tearoad.wire.table import read_typed

MOST_PARCELS = 2_000  # in one file: it is drawn in memory
NEEDED = ("parcel_id", "verdict", "channel", "reasons", "total_minor", "currency", "inputs_hash", "law_hash")
OF_STATE = {State.REJECTED: "rejected", State.RELEASED: "released", State.REFUSED: "refused",
            State.RETURNED: "returned", State.WITHDRAWN: "withdrawn", State.HELD: "held", State.HELD_ANSWERED: "held",
            State.FOR_DOCUMENTS: "selected", State.FOR_SCAN: "selected", State.FOR_OPENING: "selected"}  # fmt: skip


class Printed(NamedTuple):
    """A file and what is in it: how many parcels are on each form, how many rulings, and how many of those could not
    show the law's reckoning, as law or declaration are not those that were decided on."""

    pdf: bytes
    pages: int
    forms: Mapping[str, int]
    rulings: int
    without_reckoning: int


def print_file(
    items: Path,
    law: AppliedLaw,
    *,
    day: date,
    whole_day: bool,
    language: str,
    decisions: Path | None = None,
    only: Collection[str] = (),
) -> Printed:
    """The forms of a file's parcels, or of `only` those, by their ids; each with its ruling where there are decisions.
    `day` and `whole_day` as for `declarations.clear_file`. `BadInput` where nothing is to be printed."""
    found = Readings(read_items(items, day, whole_day=whole_day), law, day)
    decided = _decided(decisions) if decisions else None
    missing = sorted(set(only) - set(found.ids))
    if missing:
        raise BadInput(f"--parcel {missing[0]!r}: no such parcel in {items.name}")
    places = [place for place, name in enumerate(found.ids) if not only or name in only]
    if not 0 < len(places) <= MOST_PARCELS:
        raise BadInput(f"{items.name}: {len(places)} parcels, expected 1 to {MOST_PARCELS}; choose some with --parcel")
    if decisions and decided is not None:
        without = next((found.ids[place] for place in places if found.ids[place] not in decided), None)
        if without is not None:
            raise BadInput(f"{decisions.name}: no decision on parcel {without!r}, expected one on each")
    return _printed(found, places, decided, language)


def forms_of(row: ItemRow, named: Mapping[str, str], law: AppliedLaw, language: str) -> bytes:
    """The form of one lodged declaration, and the ruling on it. `named` is whom it names by the words of
    `asked_item.PERSONAL`, masked or whole; what is not there stays empty, to be written by hand."""
    return _printed(_read(row, named, law), [0], {row.reference: _decision(row)}, language).pdf


def ruling_of(row: ItemRow, named: Mapping[str, str], law: AppliedLaw, language: str) -> Ruling:
    """The same ruling as values, with the declaration as it would be printed."""
    found = _read(row, named, law)
    return found.ruling(0, found.declaration(0), _decision(row), language)


def _read(row: ItemRow, named: Mapping[str, str], law: AppliedLaw) -> Readings:
    asked = asked_of(row.plain, {name: named.get(name, "") for name in PERSONAL})
    lodged = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=row.lodged_at)
    frame = frame_of([asked], row.lodged_at).with_columns(parcel_id=pl.lit(row.reference))
    return Readings(frame, law, lodged.date())


def _decision(row: ItemRow) -> Decided:
    return Decided(
        OF_STATE.get(row.state, "open"),
        row.channel,
        "",
        row.reasons,
        "",
        row.total_minor,
        row.currency,
        "",
        row.law_hash,
    )


def _printed(found: Readings, places: Sequence[int], decided: Mapping[str, Decided] | None, language: str) -> Printed:
    sheets: list[Declaration | Ruling] = []
    for place in places:
        form = found.declaration(place)
        sheets.append(form)
        if decided is not None:
            sheets.append(found.ruling(place, form, decided[form.reference], language))
    rulings = [one for one in sheets if isinstance(one, Ruling)]
    names = [one.choice.form for one in sheets if isinstance(one, Declaration)]
    book = printed(sheets, language)
    return Printed(
        book.pdf,
        book.pages,
        {name: names.count(name) for name in sorted(set(names))},
        len(rulings),
        sum(one.reckoning is None for one in rulings),
    )


def _decided(path: Path) -> dict[str, Decided]:
    """By the ids of parcels; a row without one, of what nobody declared, has no form."""
    table = read_typed(path)
    missing = sorted(set(NEEDED) - set(table.columns))
    if missing:
        raise BadInput(f"{path.name}: columns {', '.join(missing)} are missing; expected decisions of `tearoad clear`")
    table = table.filter(pl.col("parcel_id").is_not_null())
    texts = {
        name: text_of(table[name]) if name in table.columns else pl.repeat("", table.height, eager=True)
        for name in ("parcel_id", *Decided._fields)
    }
    found: dict[str, Decided] = {}
    for at, (name, *cells) in enumerate(zip(*(texts[key].to_list() for key in texts), strict=True), 1):
        one = dict(zip(Decided._fields, cells, strict=True))
        try:
            total = int(one["total_minor"]) if one["total_minor"] else None
        except ValueError:
            raise BadInput(f"{path.name}, row {at}, column total_minor: expected a whole number or nothing") from None
        if name in found:
            raise BadInput(f"{path.name}, row {at}: a second decision on a parcel, expected one")
        _expect_words(one, f"{path.name}, row {at}")
        found[name] = Decided(**{**one, "total_minor": total})
    return found


def _expect_words(one: Mapping[str, str], where: str) -> None:
    if one["verdict"] not in VERDICTS:
        raise BadInput(f"{where}, column verdict: expected one of {', '.join(VERDICTS)}")
    if one["channel"] not in ("", *CHANNELS):
        raise BadInput(f"{where}, column channel: expected nothing or one of {', '.join(CHANNELS)}")
    if not all((said := REASON.fullmatch(word)) and said[1] in BY_CODE for word in one["reasons"].split()):
        raise BadInput(f"{where}, column reasons: expected codes of checks such as C02(1,3)")
    if one["total_minor"] and one["currency"] not in EXPONENTS:
        raise BadInput(f"{where}, column currency: expected a currency that is reckoned in here")
