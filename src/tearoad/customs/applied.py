"""The law made ready to be applied: a snapshot, exchange rates and a tariff as the tables that the kernel reads."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

import numpy as np

from tearoad.customs.goods import Goods
from tearoad.customs.hs import Nomenclature
from tearoad.customs.lawbook import Snapshot
from tearoad.customs.rates import Compiled, Policy, Rates
from tearoad.customs.rule import BOOK_BEGINS, BOOK_ENDS, Rule
from tearoad.customs.tariff import Tariff
from tearoad.kernel import duty_columns as d
from tearoad.kernel.exchange import Exchange
from tearoad.terms.days import day_number
from tearoad.terms.money import EXPONENTS
from tearoad.terms.refusal import BadInput

KINDS = ("limit", "duty", "excise", "fee", "vat")
BASES = ("goods", "goods and postage", "goods, postage and duty")
PERS = ("parcel", "item", "line")
RATES = {"tariff": d.BY_TARIFF, "excise": d.BY_EXCISE}
MOST_LISTS = 62  # each is a bit of a number
BOOK_DAYS = (BOOK_ENDS - BOOK_BEGINS).days
CURRENCIES = tuple(sorted(EXPONENTS))
CURRENCY_NUMBER = {code: at for at, code in enumerate(CURRENCIES)}


class Scheme(NamedTuple):
    """What holds for parcels of one kind: tracks in the order of reckoning, and the currencies and days of exchange.

    `unit` is the period in which what a person has used is counted, '' where it never is; `counts` the days, since
    1970, between which some rule asks for it.
    """

    tracks: tuple[int, ...]
    currency: str
    paid: str
    policy: Policy
    unit: str
    counts: tuple[int, int]


@dataclass(frozen=True)
class AppliedLaw:
    """Made once, used for any number of assessments; schemes are looked up when goods first need them."""

    snapshot: Snapshot
    rates: Rates
    tariff: Tariff
    codes: Nomenclature

    @cached_property
    def table(self) -> np.ndarray:
        """int64[k, RULE_COLUMNS]."""
        rows = [_row(rule, self.lists) for rule in self.snapshot.rules]
        return np.array(rows, dtype=np.int64).reshape(-1, d.RULE_COLUMNS)

    @cached_property
    def lists(self) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
        """The lists of goods of which the law speaks: prefixes that are in, and those that are not."""
        found = dict.fromkeys((rule.goods, rule.not_goods) for rule in self.snapshot.rules)
        pairs = [pair for pair in found if pair != ((), ())]
        if len(pairs) > MOST_LISTS:
            raise BadInput(f"law: {len(pairs)} lists of goods, expected at most {MOST_LISTS}")
        return pairs

    @cached_property
    def ecommerce_begins(self) -> dict[str, int]:
        """The first day, since 1970, of each territory's regime for e-commerce goods, where it was known of."""
        begun = {
            (code, rule.begins)
            for rule in self.snapshot.rules
            if "ecommerce" in rule.subjects
            for code in rule.territories
        }
        return {
            code: day_number(territory.ecommerce_from)
            for code, territory in self.snapshot.territories.items()
            if territory.ecommerce_from and (code, territory.ecommerce_from) in begun
        }

    @cached_property
    def policies(self) -> tuple[Policy, ...]:
        """How amounts are converted, wherever the law reaches."""
        found = {
            self._policy(self.snapshot.rules[first], code)
            for first, _ in self.snapshot.tracks
            for code in self.snapshot.rules[first].territories
        }
        return tuple(sorted(found, key=lambda policy: (policy.bank, policy.day, policy.carried_days)))

    @cached_property
    def compiled(self) -> Compiled:
        """The exchange rates by policy, currency and day."""
        return self.rates.compiled(self.policies, CURRENCIES)

    @cached_property
    def exchange(self) -> Exchange:
        """The same as the kernel reads them."""
        both = np.stack([self.compiled.units, self.compiled.base_units], axis=-1)
        return Exchange(self.compiled.first_day, np.ascontiguousarray(both.swapaxes(1, 2)))

    @cached_property
    def _known_schemes(self) -> dict[tuple[str, str, bool, str], Scheme | None]:
        return {}

    def scheme(self, territory: str, subject: str, registered: bool, origin: str) -> Scheme | None:
        """What such a parcel is under; None where the book knows no law for it."""
        key = (territory, subject, registered, origin)
        if key not in self._known_schemes:
            self._known_schemes[key] = self._scheme(*key)
        return self._known_schemes[key]

    def _scheme(self, territory: str, subject: str, registered: bool, origin: str) -> Scheme | None:
        rules, tracks = self.snapshot.rules, self.snapshot.tracks
        found = [
            at for at, (first, _) in enumerate(tracks) if rules[first].covers(territory, subject, registered, origin)
        ]
        if not any(rules[tracks[at][0]].kind == "duty" for at in found):
            return None
        first = [rules[tracks[at][0]] for at in found]
        whole = [rule for at in found for rule in rules[slice(*tracks[at])]]
        units = {rule.unit for rule in whole} - {"parcel"}
        if len({(rule.currency, rule.exchange) for rule in first}) > 1 or len(units) > 1:
            raise BadInput(f"law, {territory}, {subject}: rules in more than one currency, rate or period")
        periodic = [rule for rule in whole if rule.unit != "parcel"]
        return Scheme(
            tracks=tuple(sorted(found, key=lambda at: KINDS.index(rules[tracks[at][0]].kind))),
            currency=first[0].currency,
            paid=self.snapshot.territories[territory].currency,
            policy=self._policy(first[0], territory),
            unit=min(units, default=""),
            counts=(
                min((day_number(rule.begins) for rule in periodic), default=0),
                max((day_number(rule.until) for rule in periodic), default=0),
            ),
        )

    def _policy(self, rule: Rule, territory: str) -> Policy:
        bank = rule.exchange.bank or self.snapshot.territories[territory].bank
        return Policy(bank, rule.exchange.day, rule.exchange.carried_days)

    def law(self, schemes: Sequence[Scheme], *, everything: bool) -> d.Law:
        """The kernel's law for such parcels; without `everything` the rules that ask nothing are left out."""
        asked: list[list[int]] = []
        leaves_open: list[bool] = []
        span = np.zeros((len(schemes), BOOK_DAYS), dtype=np.int64)
        for at, scheme in enumerate(schemes):
            for day, rows, is_open in self._spans(scheme):
                span[at, day:] = len(asked)
                asked.append([row for row in rows if everything or self.snapshot.rules[row].asks])
                leaves_open.append(is_open)
        plain = [[row for row in rows if not self.snapshot.rules[row].goods] for rows in asked]
        slots = max(map(len, asked), default=0)
        filled = [[[*rows, *[d.NONE] * (slots - len(rows))] for rows in some] for some in (plain, asked)]
        return d.Law(
            self.table,
            span,
            np.array(filled, dtype=np.int64).reshape(2, len(asked), slots),
            sum(1 << at for at, (within, _) in enumerate(self.lists) if within),
            np.array(leaves_open, dtype=np.bool_),
            np.array([CURRENCY_NUMBER[scheme.currency] for scheme in schemes], dtype=np.int64),
            np.array([CURRENCY_NUMBER[scheme.paid] for scheme in schemes], dtype=np.int64),
            np.array([self.policies.index(scheme.policy) for scheme in schemes], dtype=np.int64),
        )

    def _spans(self, scheme: Scheme) -> list[tuple[int, list[int], bool]]:
        """The book's time in spans within which the same rules hold: the first day, counted from that of the book, the
        rules in the order of reckoning, and whether a track without any rule leaves the answer open."""
        if scheme not in self._known_spans:
            rules, tracks = self.snapshot.rules, [range(*self.snapshot.tracks[at]) for at in scheme.tracks]
            periods = {
                row: (_book_day(rules[row].begins), _book_day(rules[row].until)) for one in tracks for row in one
            }
            spans = []
            for day in sorted({0, *(day for period in periods.values() for day in period)}):
                found = [[row for row in track if periods[row][0] <= day < periods[row][1]] for track in tracks]
                silent = [rules[track[0]].outside for rows, track in zip(found, tracks, strict=True) if not rows]
                spans.append((day, [row for rows in found for row in rows], "cannot tell" in silent))
            self._known_spans[scheme] = spans
        return self._known_spans[scheme]

    @cached_property
    def _known_spans(self) -> dict[Scheme, list[tuple[int, list[int], bool]]]:
        return {}

    def about(self, goods: Goods) -> np.ndarray:
        """int64[n]: a bit for each of the law's lists in which a line stands."""
        bits = [
            sum(
                1 << at
                for at, (within, without) in enumerate(self.lists)
                if (not within or word.startswith(within)) and not (without and word.startswith(without))
            )
            for word in goods.hs.words
        ]
        return np.array(bits, dtype=np.int64)[goods.hs.codes]


def _book_day(day: date) -> int:
    return (day - BOOK_BEGINS).days


def _row(rule: Rule, lists: Sequence[tuple[tuple[str, ...], tuple[str, ...]]]) -> list[int]:
    about = (rule.goods, rule.not_goods)
    values: dict[int, int | None] = {
        d.KIND: KINDS.index(rule.kind),
        d.COUNTED: rule.counted,
        d.HOLE: bool(rule.hole),
        d.PERIODIC: rule.unit != "parcel",
        d.OVER_MINOR: rule.over_minor,
        d.OVER_GRAMS: rule.over_grams,
        d.OVER_QUANTITY: rule.over_quantity,
        d.UP_TO_MINOR: rule.up_to_minor,
        d.UNLESS_SINGLE: rule.unless_single,
        d.GOODS_BIT: lists.index(about) if about in lists else None,
        d.WHOLE: rule.basis == "whole",
        d.BASE: BASES.index(rule.base) if rule.asks else d.GOODS,  # nothing is no tax on an unknown duty
        d.PER: PERS.index(rule.per),
        d.RATE: RATES[rule.ad_valorem] if isinstance(rule.ad_valorem, str) else rule.ad_valorem,
        d.PER_KG: rule.specific_minor_per_kg,
        d.PER_ITEM: rule.specific_minor_per_item,
        d.SUMMED: rule.summed,
        d.MINIMUM: rule.minimum_minor,
        d.MAXIMUM: rule.maximum_minor,
        d.WAIVED: rule.waived_up_to_minor,
        d.SHARE: rule.share_percent,
        d.GROSS_UP: rule.gross_up,
        d.ROUND_TO: rule.round_to_minor,
    }
    return [d.NONE if value is None else int(value) for _, value in sorted(values.items())]
