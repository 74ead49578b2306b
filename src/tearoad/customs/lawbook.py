"""The law of parcels: rows proved against each other when the book is made; snapshots of what was known on a day."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from hashlib import blake2b
from itertools import chain, groupby, pairwise, zip_longest

from tearoad.customs.rule import BOOK_BEGINS, BOOK_ENDS, Rule, Territory
from tearoad.kernel.duty_columns import LARGEST_MINOR, LARGEST_RATE
from tearoad.terms.money import EXPONENTS
from tearoad.terms.refusal import BadInput

# What every rule of a track has in common; only so does a track know its parcels before it knows the day.
TRACK = (
    "jurisdiction", "territories", "subjects", "seller", "collected_by", "origins", "not_origins", "goods", "not_goods",
    "kind", "currency", "exchange", "outside",
)  # fmt: skip

LARGEST_SPECIFIC = 10**8  # minor units for a kg or an item
AMOUNTS = dict.fromkeys(
    ("over_minor", "over_grams", "over_quantity", "up_to_minor", "minimum_minor", "maximum_minor",
     "waived_up_to_minor"),
    LARGEST_MINOR,
) | dict.fromkeys(("specific_minor_per_kg", "specific_minor_per_item", "round_to_minor"), LARGEST_SPECIFIC)  # fmt: skip


@dataclass(frozen=True)
class Snapshot:
    """Rules by track and time, as known on a day."""

    rules: tuple[Rule, ...]
    territories: dict[str, Territory]

    @cached_property
    def tracks(self) -> list[tuple[int, int]]:
        """First and last + 1 rule of each track."""
        found, at = [], 0
        for _, group in groupby(self.rules, key=_track):
            found.append((at, at := at + len(list(group))))
        return found

    @cached_property
    def digest(self) -> str:
        """16 hex digits, the same for the same rules and territories, whatever the files."""
        whole = self.rules, sorted(self.territories.items())
        return blake2b(repr(whole).encode(), digest_size=8).hexdigest()

    def on(self, day: date) -> "Snapshot":
        """Only the rules that hold on one day."""
        return Snapshot(tuple(rule for rule in self.rules if rule.begins <= day < rule.until), self.territories)


@dataclass(frozen=True)
class Lawbook:
    """All rows, of every day of knowledge."""

    rules: tuple[Rule, ...]
    territories: dict[str, Territory]

    def known(self, day: date) -> Snapshot:
        """What was published by a day; where the next row of a track was not, the one before it goes on."""
        found = (_as_known(list(group), day) for _, group in groupby(self.rules, key=_track))
        return Snapshot(tuple(chain.from_iterable(found)), self.territories)

    def on(self, day: date, known: date) -> Snapshot:
        """The rules that hold on `day` as they were known on another."""
        return self.known(known).on(day)


def made(rules: Iterable[Rule], territories: dict[str, Territory], known: date = date.max) -> Lawbook:
    """A book that has proved itself, on every day of knowledge up to one; `BadInput` names the first row that overlaps,
    leaves a hole, or has no source."""
    rows = sorted(rules, key=lambda rule: (rule.jurisdiction, rule.track, rule.begins, rule.known_from))
    seen: set[str] = set()
    for rule in rows:
        if rule.id in seen:
            raise BadInput(f"law, rule {rule.id}: stands twice")
        seen.add(rule.id)
        _check(rule, territories)
    for _, group in groupby(rows, key=_track):
        whole = list(group)
        for before, after in pairwise(whole):
            if (before.begins, before.known_from) == (after.begins, after.known_from):
                raise BadInput(f"law, rule {after.id}: overlaps {before.id}: both begin, and are known, from one day")
        for day in sorted({rule.known_from for rule in whole if rule.known_from <= known}):
            for before, after in pairwise(_as_known(whole, day)):
                _check_pair(before, after)
    return Lawbook(tuple(rows), territories)


def _track(rule: Rule) -> tuple[str, str]:
    return rule.jurisdiction, rule.track


def _as_known(whole: list[Rule], day: date) -> list[Rule]:
    """The rules of one track as known on a day; a correction, which says from when it is known, cuts what was published
    before it. Other rows have to fit by themselves.

    Where the row that follows in the whole track was not yet known, the one before it goes on in its place.
    """
    seen = [rule for rule in whole if rule.known_from <= day]
    rows = [list(group)[-1] for _, group in groupby(seen, key=lambda rule: rule.begins)]
    found = []
    for rule, after in zip_longest(rows, rows[1:]):
        follows = next((other for other in whole if other.begins > rule.begins), None)
        until = rule.until
        if follows is not None and (after is None or follows.begins != after.begins):
            until = after.begins if after else max(other.until for other in whole)
        elif after and rule.known_from < after.known_from != after.begins:
            until = min(until, after.begins)
        found.append(rule if until == rule.until else replace(rule, until=until))
    return found


def _check(rule: Rule, territories: dict[str, Territory]) -> None:
    where = f"law, rule {rule.id}"
    if not BOOK_BEGINS <= rule.begins < rule.until <= BOOK_ENDS:
        raise BadInput(f"{where}: from {rule.begins} until {rule.until}, expected days of {BOOK_BEGINS} to {BOOK_ENDS}")
    if not rule.source or not rule.checked_by:
        raise BadInput(f"{where}: expected a source and who checked it")
    unknown = sorted(set(rule.territories) - set(territories))
    if unknown or not rule.territories or not rule.subjects:
        raise BadInput(f"{where}: expected subjects, and territories of territories.yaml, not {unknown}")
    if rule.basis == "excess" and (rule.per != "parcel" or (rule.over_minor is None and rule.over_grams is None)):
        raise BadInput(f"{where}: an excess is that of a parcel over a threshold")
    if rule.per == "parcel" and (isinstance(rule.ad_valorem, str) or rule.gross_up):
        raise BadInput(f"{where}: the goods' own rates are asked per line or item")
    asks = rule.ad_valorem or rule.specific_minor_per_kg or rule.specific_minor_per_item or rule.minimum_minor
    if rule.per == "parcel" and (rule.goods or rule.not_goods) and asks:
        raise BadInput(f"{where}: what is asked of some goods is asked per line or item")
    if isinstance(rule.ad_valorem, int) and not 0 <= rule.ad_valorem <= LARGEST_RATE:
        raise BadInput(f"{where}: ad_valorem {rule.ad_valorem}, expected 0 to {LARGEST_RATE} (1/10,000)")
    if rule.round_to_minor < 1 or not 0 <= rule.share_percent <= 100:
        raise BadInput(f"{where}: expected round_to_minor of at least 1 and a share of 0 to 100 %")
    for name, most in AMOUNTS.items():
        if not 0 <= (getattr(rule, name) or 0) <= most:
            raise BadInput(f"{where}: {name} {getattr(rule, name)}, expected 0 to {most}")
    if rule.currency not in EXPONENTS:
        raise BadInput(f"{where}: currency {rule.currency!r}, expected one of {', '.join(EXPONENTS)}")
    for code in (*rule.goods, *rule.not_goods):
        if not (code.isascii() and code.isdigit() and 2 <= len(code) <= 10):
            raise BadInput(f"{where}: goods {code!r}, expected prefixes of HS codes, 2 to 10 digits")
    for code in (*rule.origins, *rule.not_origins):
        if not (code.isascii() and code.isalpha() and code.isupper() and len(code) == 2):
            raise BadInput(f"{where}: origin {code!r}, expected codes of two letters")


def _check_pair(before: Rule, after: Rule) -> None:
    where = f"law, rule {after.id}"
    for name in TRACK:
        if getattr(before, name) != getattr(after, name):
            raise BadInput(f"{where}: another {name} than {before.id}, which stands on the same track")
    if before.until != after.begins:
        word = "overlaps" if before.until > after.begins else "leaves a hole after"
        raise BadInput(f"{where}: {word} {before.id}: begins {after.begins}, expected {before.until}")
