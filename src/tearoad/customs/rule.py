"""One row of the law as it is written down: what is asked of whom, from when until when, and who says so."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Kind = Literal["limit", "duty", "excise", "fee", "vat"]
Status = Literal["in force", "proposed", "lapsed", "unverified"]
Subject = Literal["post", "express", "ecommerce", "gift", "sample", "commercial"]
Unit = Literal["parcel", "person and day", "person and month", "person and year"]
RateDay = Literal["acceptance", "second last Wednesday of the month before"]
BOOK_BEGINS, BOOK_ENDS = date(2013, 1, 1), date(2029, 1, 1)


@dataclass(frozen=True)
class Territory:
    """A customs territory, which is not always a country. `names` has the keys ru, zh and en.

    `bank` publishes the rates by which amounts are converted there; `union` makes its law of refunds, '' where the book
    has none; `ecommerce_from` is the first day of a regime of its own for e-commerce goods, where it has one.
    """

    code: str
    names: dict[str, str]
    time_zone: str
    currency: str
    bank: str
    union: str = ""
    ecommerce_from: date | None = None


@dataclass(frozen=True)
class Exchange:
    """By which rate an amount is converted: the bank ('' = that of the territory), which day's rate, and for how many
    days a rate goes on while the bank publishes no other."""

    day: RateDay = "acceptance"
    carried_days: int = 0
    bank: str = ""


@dataclass(frozen=True)
class Rule:
    """Amounts in minor units of `currency`, rates in 1/10,000, days half-open in the territory's time zone.

    `track` names the charge that rules of different days carry on. `known_from` is when this rule was published (its
    first day where nothing is said): what was known before then knows nothing of it. `outside` says what a day without
    any rule of the track means.

    A rule bites where the value exceeds `over_minor`, the weight `over_grams` or the quantity of one line
    `over_quantity` - of the parcel, or of a person in a day, a month or a year (`unit`) - and asks nothing of parcels
    above `up_to_minor`, nor, with `unless_single`, of one line of quantity one. `goods` and `not_goods` are prefixes
    of HS codes. It asks on the `excess` or on the `whole`; on goods, on goods with postage, or with postage and duty;
    once per parcel, per item (goods of one subheading) or per line. `ad_valorem` may be the goods' own `tariff` or
    `excise`. The larger of the rates on value, weight and count is due, or, with `summed`, all of them; nothing where
    it comes to `waived_up_to_minor` or less. `gross_up` divides by 1 - excise. A `limit` refuses. `hole` declares that
    the book has no answer, and why; `doubt` says what of an applied row is uncertain.
    """

    id: str
    jurisdiction: str
    track: str
    territories: tuple[str, ...]
    subjects: tuple[Subject, ...]
    kind: Kind
    begins: date
    until: date
    status: Status
    currency: str
    source: str
    source_date: date
    checked_by: str
    known_from: date
    exchange: Exchange = Exchange()
    outside: Literal["cannot tell", "nothing"] = "cannot tell"
    seller: Literal["any", "registered", "unregistered"] = "any"
    collected_by: Literal["border", "seller"] = "border"
    origins: tuple[str, ...] = ()
    not_origins: tuple[str, ...] = ()
    goods: tuple[str, ...] = ()
    not_goods: tuple[str, ...] = ()
    hole: str = ""
    doubt: str = ""
    unit: Unit = "parcel"
    over_minor: int | None = None
    over_grams: int | None = None
    over_quantity: int | None = None
    up_to_minor: int | None = None
    unless_single: bool = False
    basis: Literal["whole", "excess"] = "whole"
    base: Literal["goods", "goods and postage", "goods, postage and duty"] = "goods"
    per: Literal["parcel", "item", "line"] = "parcel"
    ad_valorem: int | Literal["tariff", "excise"] = 0
    specific_minor_per_kg: int = 0
    specific_minor_per_item: int = 0
    summed: bool = False
    minimum_minor: int | None = None
    maximum_minor: int | None = None
    waived_up_to_minor: int | None = None
    share_percent: int = 100
    gross_up: bool = False
    round_to_minor: int = 1

    @property
    def counted(self) -> bool:
        """Only what is in force enters a total."""
        return self.status == "in force"

    @property
    def asks(self) -> bool:
        """False for a rule that only says that nothing is owed."""
        amounts = self.ad_valorem, self.specific_minor_per_kg, self.specific_minor_per_item, self.minimum_minor
        return any(amounts) or bool(self.hole) or self.kind == "limit" or self.unit != "parcel"

    def covers(self, territory: str, subject: str, registered: bool, origin: str) -> bool:
        """True where the rule's track speaks of such a parcel."""
        return (
            territory in self.territories
            and subject in self.subjects
            and self.seller in ("any", "registered" if registered else "unregistered")
            and (not self.origins or origin in self.origins)
            and origin not in self.not_origins
        )
