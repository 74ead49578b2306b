"""Quotes: what customs asks for one parcel or a few, every charge and the reasons in words."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from tearoad.customs.answer import charges_frame, parcels_frame
from tearoad.customs.applied import AppliedLaw
from tearoad.customs.assess import Assessment, assess
from tearoad.customs.frame import read
from tearoad.customs.goods import Goods
from tearoad.customs.phrases import MONTHS, PHRASES
from tearoad.customs.reasons import reasons
from tearoad.kernel import duty_columns as d
from tearoad.terms.days import day_number
from tearoad.terms.money import format_minor

LAW_OF_THE_PARCEL = ("parcel_id", "verdict", "total_minor", "currency", "subject", "value_law_minor", "law_currency",
                     "inputs_hash", "law_hash")  # fmt: skip


class Quote(NamedTuple):
    """The parcel's row of `answer.parcels_frame`, its charges, and the sentences; `warnings` of a change to come."""

    parcel: dict[str, Any]
    charges: list[dict[str, Any]]
    reasons: list[str]
    warnings: list[str]


def quotes(
    lines: Sequence[Mapping[str, Any]], law: AppliedLaw, language: str, latest: Mapping[str, date] | None = None
) -> list[Quote]:
    """A quote for each parcel of the lines (columns of `customs.frame`), in the order of their ids.

    `latest` names, by parcel, the last day on which its declaration may be accepted: where the law of that day asks for
    something else, the quote warns.
    """
    whole = read(pl.DataFrame(lines, infer_schema_length=None), law.snapshot.territories)
    found, _ = assess(whole.goods, law, {}, everything=True)
    charges, parcels = charges_frame(whole, law, found), parcels_frame(whole, law, found)
    ids = whole.parcel_ids.to_list()
    later = _later(whole.goods, ids, law, latest or {})
    made = []
    for number, row in enumerate(parcels.iter_rows(named=True)):
        first, last = np.searchsorted(found.found.charges.parcel, [number, number + 1]).tolist()
        own = charges.slice(first, last - first).filter(pl.col("law_amount_minor").fill_null(1) != 0)
        made.append(
            Quote(
                {name: row[name] for name in LAW_OF_THE_PARCEL} | {"inputs_hash": f"{row['inputs_hash']:016x}"},
                list(own.drop("parcel_id").iter_rows(named=True)),
                reasons(whole.goods, law, found, number, language),
                _warnings(whole.goods, law, found, later, number, language),
            )
        )
    return made


def _later(
    goods: Goods, ids: Sequence[str], law: AppliedLaw, latest: Mapping[str, date]
) -> tuple[Goods, Assessment] | None:
    if not latest:
        return None
    day = [
        day_number(latest[name]) if name in latest else own for name, own in zip(ids, goods.day.tolist(), strict=True)
    ]
    moved = Goods(**{**vars(goods), "day": np.maximum(goods.day, np.array(day, dtype=np.int64))})
    return moved, assess(moved, law, {}, everything=True)[0]


def _warnings(
    goods: Goods, law: AppliedLaw, found: Assessment, later: tuple[Goods, Assessment] | None, parcel: int, language: str
) -> list[str]:
    if later is None:
        return []
    say = PHRASES[language]
    before, after = (_owed(law, one, parcel, say) for one in (found, later[1]))
    if before == after:
        return []
    first, last = (_date(int(one.day[parcel]), language) for one in (goods, later[0]))
    return [say["changes"].format(first=first, last=last, before=before, after=after)]


def _owed(law: AppliedLaw, found: Assessment, parcel: int, say: Mapping[str, str]) -> str:
    """What counts in the law's currency, in words, or that nobody can tell: two days differ where these do."""
    verdict = found.found.verdict[parcel]
    if verdict in (d.CANNOT_TELL, d.REFUSED, d.BAD):
        return say["refusal" if verdict == d.REFUSED else "nobody knows"]
    charges = found.found.charges
    own = (charges.parcel == parcel) & (charges.amount > 0)
    own &= law.table[charges.rule, d.COUNTED] == 1
    amount = format_minor(int(charges.amount[own].sum()), found.schemes[found.scheme[parcel]].currency)
    return say["in doubt"].format(amount=amount) if verdict == d.DOUBT else amount


def _date(day: int, language: str) -> str:
    when = date(1970, 1, 1) + timedelta(days=day)
    return PHRASES[language]["date"].format(day=when.day, month=MONTHS[language][when.month - 1], year=when.year)
