"""Item declarations that are lodged one by one, put before the checks and the law that files of them go through.

What is said of one must not depend on who lodges beside it, so it is asked about as if it were alone: checks that
compare parcels are left out, and parcels of one person are not added up. That a number stands once is for the store.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

import numpy as np
import polars as pl

from tearoad.boot.declarations import lists
from tearoad.customs import clearing
from tearoad.customs.applied import AppliedLaw
from tearoad.customs.checks.book import CHECKS
from tearoad.customs.checks.declared import PARCEL_TEXTS, Declared, declared
from tearoad.customs.clearing import CHANNELS, decisions, sentence
from tearoad.customs.risk.declarations import Declarations
from tearoad.customs.risk.inspections import asked_for, with_checks
from tearoad.customs.risk.model import Model
from tearoad.customs.risk.reasons import reasons_of
from tearoad.customs.risk.rules import CHANNELS as STRENGTHS
from tearoad.customs.risk.rules import NO_RULE, Rule
from tearoad.customs.selecting import risk_items
from tearoad.operations.asked_item import AskedItem
from tearoad.operations.item_ports import Decision
from tearoad.terms.days import DAY, HOUR, day_word

BY_CODE = {one.code: one for one in CHECKS}
ALONE = tuple(one for one in CHECKS if not one.between_parcels)
OF_LINE = {"description": pl.String, "hs": pl.String, "licence": pl.String, "quantity": pl.Int64,
           "value_minor": pl.Int64, "weight_grams": pl.Int64}  # fmt: skip
ASKED = tuple(name for name in PARCEL_TEXTS if name != "fault")  # that is of messages
OF_PARCEL = {
    **dict.fromkeys((*ASKED, "currency", "origin", "destination", "subject"), pl.String),
    "gross_grams": pl.Int64, "postage_minor": pl.Int64, "seller_registered": pl.Boolean,
}  # fmt: skip


EARLIEST = 14 * HOUR  # east of UTC, where a day begins first: nobody lodges in the future


class Reason(NamedTuple):
    """A check that is not met, by these lines, or by the item as a whole where there are none; what would hold."""

    code: str
    lines: tuple[int, ...]
    words: str


class BorderOf:
    """Implements the port `Border`. `rules` of offices and a `model` are asked where there are some."""

    def __init__(self, law: AppliedLaw, rules: Sequence[Rule] = (), model: Model | None = None) -> None:
        self.law, self.rules, self.model = law, rules, model

    def __call__(self, asked: Sequence[AskedItem], at: int) -> list[Decision]:
        whole = self._declared(asked, at)
        found = decisions(whole, "en", checks=ALONE)
        columns = ("channel", "reasons", "total_minor", "tax_minor", "currency", "law_hash", "decided_by")
        # By id, which is the position in so many digits: in the order of asking.
        rows = [
            Decision(channel, reasons or "", total, tax, currency, law_hash, channel if by else "", by)
            for channel, reasons, total, tax, currency, law_hash, by in found.select(columns).rows()
        ]
        return self._weighed(whole, rows) if self.rules or self.model else rows

    def _weighed(self, whole: Declared, rows: list[Decision]) -> list[Decision]:
        """With what rules ask for, and scores, where it is not rejected."""
        kept = np.array([n for n, row in enumerate(rows) if row.channel], dtype=np.int64)
        items = risk_items(whole, kept)
        by_checks = np.array([CHANNELS.index(rows[n].channel) for n in kept.tolist()], dtype=np.int8)
        names = with_checks(self.rules)
        number = asked_for(items, self.rules, by_checks)
        score = self.model.score(items) if self.model else np.zeros(len(kept))
        for n, at_rule, odds in zip(kept.tolist(), number.tolist(), score.tolist(), strict=True):
            rule = names[at_rule] if at_rule != NO_RULE else None
            if rule:
                channel = CHANNELS[STRENGTHS.index(rule.channel)]
                rows[n] = rows[n]._replace(channel=channel, asked=channel, decided_by=rule.id)
            rows[n] = rows[n]._replace(score=odds)
        return rows

    def because(self, asked: AskedItem, at: int, language: str) -> list[str]:
        """Why the model scores it as it does, its top reasons in words of a language; none where there is no model."""
        if self.model is None:
            return []
        (found,) = reasons_of(self.model, self.known([asked], at), language)
        return [one["words"] for one in found]

    def known(self, asked: Sequence[AskedItem], at: int) -> Declarations:
        """As the model knows them, in the order of asking."""
        return risk_items(self._declared(asked, at), np.arange(len(asked)))

    def _declared(self, asked: Sequence[AskedItem], at: int) -> Declared:
        today = date.fromisoformat(day_word((at + EARLIEST) // DAY))
        return declared(frame_of(asked, at), self.law, lists(), today)


def reasons_in(language: str, reasons: str) -> list[Reason]:
    """The codes of a decision, 'C02(1,3) W03', in words of one of `clearing.LANGUAGES`."""
    return [Reason(*one, sentence(lists(), BY_CODE[one.code], language)) for one in clearing.reasons_in(reasons)]


def frame_of(asked: Sequence[AskedItem], at: int) -> pl.DataFrame:
    """The frame of `customs.checks.declared`; `parcel_id` is the position, and a named consignee is of that parcel."""
    now = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=at)).isoformat()
    parcel = [number for number, one in enumerate(asked) for _ in one.lines]
    lines = [line for one in asked for line in one.lines]
    of_line = {name: pl.Series([getattr(line, name) for line in lines], dtype=kind) for name, kind in OF_LINE.items()}
    of_parcel = pl.DataFrame(
        {
            "parcel_id": [f"{number:09d}" for number in range(len(asked))],
            "accepted_on": [now] * len(asked),
            "consignee_id": [one.consignee_id and f"{n} {one.consignee_id}" for n, one in enumerate(asked)],
            **{name: pl.Series([getattr(one, name) for one in asked], dtype=kind) for name, kind in OF_PARCEL.items()},
        }
    )
    rows = pl.Series(parcel, dtype=pl.UInt32)
    return of_parcel.select(pl.all().gather(rows)).with_columns(**of_line)
