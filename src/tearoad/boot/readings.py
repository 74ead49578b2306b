"""What is printed of a frame of declarations: each as it was declared, the form that is due, what was decided."""

from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

import numpy as np
import polars as pl

from tearoad.boot.border import BY_CODE, reasons_in
from tearoad.boot.declarations import lists
from tearoad.boot.law import refunds
from tearoad.customs.answer import charges_frame, parcels_frame
from tearoad.customs.applied import AppliedLaw
from tearoad.customs.assess import assess
from tearoad.customs.checks.declared import NOT_SAID, declared
from tearoad.customs.form import Amount, Choice, Forms
from tearoad.customs.frame import text_of
from tearoad.customs.reasons import reasons
from tearoad.customs.refund import Event
from tearoad.wire.forms.rules import read_forms
from tearoad.wire.forms.values import Back, Charge, Declaration, Line, Reason, Reckoning, Ruling, Said

BACK: tuple[Event, ...] = ("returned", "refused")
TEXTS = ("office", "sender_name", "sender_country", "sender_id", "recipient_name", "recipient_postcode",
         "recipient_identity", "order_id", "invoice")  # fmt: skip
EPOCH = date(1970, 1, 1)


class Decided(NamedTuple):
    """A decision on record, by the columns of `customs.clearing.decisions`; hashes are '' where none was kept."""

    verdict: str
    channel: str
    decided_by: str
    reasons: str
    detail: str
    total_minor: int | None
    currency: str
    inputs_hash: str
    law_hash: str


@cache
def own_forms() -> Forms:
    """Which form is due; read once."""
    return read_forms()


class Readings:
    """The declarations of a frame, in the order of their ids, assessed with every rule that was asked."""

    def __init__(self, frame: pl.DataFrame, law: AppliedLaw, day: date) -> None:
        self.d = declared(frame, law, lists(), day)
        self.frame, self.law = frame, law
        self.ids: list[str] = self.d.read.parcel_ids.to_list()
        self._rows = np.argsort(self.d.goods.parcel, kind="stable")
        self._bounds = np.searchsorted(self.d.goods.parcel[self._rows], np.arange(len(self.ids) + 1))
        self._parcels = parcels_frame(self.d.read, law, self.d.found)
        self._assessed, _ = assess(self.d.goods, law, {}, everything=True)
        charges = charges_frame(self.d.read, law, self._assessed)
        at = self._assessed.found.charges.parcel
        self._charges, self._charge_bounds = charges, np.searchsorted(at, np.arange(len(self.ids) + 1))

    def declaration(self, place: int) -> Declaration:
        """One parcel as it was declared: what cannot be understood stands as text."""
        d, rows = self.d, self._rows[self._bounds[place] : self._bounds[place + 1]]
        first, fine = int(rows[0]), bool(d.understood[place])
        gross: Said | None = int(d.gross_grams[place])
        if gross == NOT_SAID:
            gross = self._text("gross_grams", first) or None
        return Declaration(
            reference=self.ids[place],
            choice=self._choice(place),
            s10=d.parcels["s10"][place],
            category=d.parcels["category"][place],
            currency=self._text("currency", first),
            origin=self._text("origin", first),
            destination=self._text("destination", first),
            lines=tuple(self._line(int(row), number, fine=fine) for number, row in enumerate(rows, 1)),
            gross_grams=gross,
            postage_minor=int(d.goods.postage_minor[place]) if fine else _said(self._text("postage_minor", first)),
            accepted_on=self._day(place) if fine else None,
            **{name: d.parcels[name][place] for name in TEXTS},
        )

    def ruling(self, place: int, form: Declaration, decided: Decided, language: str) -> Ruling:
        """What was decided on it, with the law's reckoning where that is the same still."""
        reckoning = self._reckoning(place, decided, language)
        return Ruling(
            declaration=form,
            verdict=decided.verdict,
            channel=decided.channel,
            decided_by=decided.decided_by,
            reasons=tuple(
                Reason(one.code, ",".join(map(str, one.lines)), one.words, BY_CODE[one.code].source,
                       BY_CODE[one.code].status)
                for one in reasons_in(language, decided.reasons)
            ),
            detail=decided.detail,
            total_minor=decided.total_minor,
            currency=decided.currency,
            reckoning=reckoning,
            backs=self._backs(form, reckoning) if reckoning else (),
            inputs_hash=decided.inputs_hash,
            law_hash=decided.law_hash,
        )  # fmt: skip

    def _text(self, name: str, row: int) -> str:
        """What a cell holds, '' where there is none."""
        return text_of(self.frame[name].slice(row, 1))[0].strip() if name in self.frame.columns else ""

    def _line(self, row: int, number: int, *, fine: bool) -> Line:
        """Numbers as the law read them, or, where a cell of the parcel is at fault, each as it was said."""
        goods, texts = self.d.goods, self.d.lines
        numbers: tuple[Said, ...] = (
            int(self.d.read.line[row]), int(goods.quantity[row]),
            int(goods.weight_grams[row]), int(goods.value_minor[row]),
        )  # fmt: skip
        if not fine:
            numbers = tuple(
                _said(self._text(name, row)) for name in ("line", "quantity", "weight_grams", "value_minor")
            )
            numbers = (numbers[0] if "line" in self.frame.columns else number, *numbers[1:])
        line, quantity, weight, value = numbers
        return Line(
            line, texts["description"][row], quantity, weight, value, self._text("hs", row), texts["licence"][row]
        )  # fmt: skip

    def _choice(self, place: int) -> Choice:
        """By the weight with its packing, or that of the contents where nobody said it (assumed)."""
        d, goods = self.d, self.d.goods
        if not d.understood[place]:
            return own_forms().choice(None, "", 0, ())
        grams = int(d.gross_grams[place]) if d.gross_grams[place] != NOT_SAID else int(d.net_grams[place])
        value = int(d.summed(goods.value_minor)[place])
        worth = [Amount(value, goods.currency.words[goods.currency.codes[place]])]
        by_law, scheme = int(d.found.found.value[place]), int(d.found.scheme[place])
        if scheme >= 0 and by_law >= 0:
            worth.append(Amount(by_law, d.found.schemes[scheme].currency))
        return own_forms().choice(self._day(place), d.parcels["s10"][place], grams, worth)

    def _day(self, place: int) -> date:
        return EPOCH + timedelta(days=int(self.d.goods.day[place]))

    def _reckoning(self, place: int, decided: Decided, language: str) -> Reckoning | None:
        """None where it would be another than the decision's."""
        said = self._parcels.row(place, named=True)
        if decided.law_hash != said["law_hash"] or decided.inputs_hash not in ("", str(said["inputs_hash"])):
            return None
        if decided.verdict == "rejected":
            return Reckoning((), ())  # nothing is owed on it yet
        if (decided.total_minor, decided.currency) != (said["total_minor"], said["currency"] or ""):
            return None  # other exchange rates or another tariff than the decision's
        begin, end = self._charge_bounds[place : place + 2]
        charges = tuple(
            Charge(
                row["kind"], row["line"], row["law_amount_minor"], row["law_currency"], row["amount_minor"],
                row["currency"], row["rule"], row["status"], row["counted"],
            )
            for row in self._charges[int(begin) : int(end)].iter_rows(named=True)
        )  # fmt: skip
        return Reckoning(charges, tuple(reasons(self.d.goods, self.law, self._assessed, place, language)))

    def _backs(self, form: Declaration, reckoning: Reckoning) -> tuple[Back, ...]:
        """What the book says of the charges that are in the total, if it is asked for in time."""
        territory = self.law.snapshot.territories.get(form.destination)
        if territory is None or form.accepted_on is None:
            return ()
        found = []
        for kind in dict.fromkeys(one.kind for one in reckoning.charges if one.counted and one.paid_minor != 0):
            for event in BACK:
                back = refunds().of(territory, kind, event, form.accepted_on, form.accepted_on)
                refund = back.refund.replace("cannot tell", "unknown")
                days, source = (back.rule.within_days, back.rule.source) if back.rule else (None, "")
                found.append(Back(event, kind, refund, days, source))
        return tuple(found)


def _said(text: str) -> Said:
    """A whole number, or what stands there."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else text
