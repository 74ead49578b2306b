"""A second witness of the law: the same rules reckoned parcel by parcel in Decimal, straight from their words.

Slow and plain; the bench measures the kernel beside it, and the tests hold the kernel to it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby

from tearoad.customs.rule import Rule

KINDS = ("limit", "duty", "excise", "fee", "vat")
ORDER = ("ok", "ok_with_doubt", "cannot_pay_amount", "cannot_tell", "refused")
Convert = Callable[[int, str, str], int | None]  # minor units, from, to


@dataclass(frozen=True)
class Line:
    """One line; rates of the tariff in 1/10,000 and minor units per kg, None where no row gives one."""

    number: int
    hs: str
    quantity: int
    value: int
    grams: int
    tariff: int | None = None
    per_kg: int | None = None
    excise: int | None = None


@dataclass(frozen=True)
class Parcel:
    """What the rules are asked about; `before` is what the person has used, None where nobody is named."""

    day: date
    currency: str
    paid: str
    postage: int
    lines: Sequence[Line]
    before: tuple[int, int] | None = None


@dataclass
class Answer:
    """Charges as (line number or None, rule id, base, amount or None, paid or None), verdict, and counted total."""

    charges: list[tuple[int | None, str, int, int | None, int | None]] = field(default_factory=list)
    verdict: str = "ok"
    total: int | None = None
    counts: bool = False  # the person has used value and weight of this parcel

    def judge(self, verdict: str) -> None:
        """Of two verdicts the worse one holds."""
        self.verdict = max(self.verdict, verdict, key=ORDER.index)


def tracks_of(rules: Sequence[Rule], territory: str, subject: str, registered: bool, origin: str) -> list[list[Rule]]:
    """The tracks that such a parcel is under, in the order of reckoning; none where no track is one of duty."""
    groups = (list(group) for _, group in groupby(rules, key=lambda rule: (rule.jurisdiction, rule.track)))
    found = [group for group in groups if group[0].covers(territory, subject, registered, origin)]
    if not any(group[0].kind == "duty" for group in found):
        return []
    return sorted(found, key=lambda group: KINDS.index(group[0].kind))


def reckon(parcel: Parcel, tracks: Sequence[Sequence[Rule]], convert: Convert) -> Answer:
    """What the rules ask of one parcel."""
    answer = Answer()
    if not tracks:
        answer.judge("cannot_tell")
        return answer
    law = tracks[0][0].currency
    worths = [convert(line.value, parcel.currency, law) for line in parcel.lines]
    postage = convert(parcel.postage, parcel.currency, law)
    if postage is None or None in worths:
        answer.judge("cannot_pay_amount")
        return answer
    goods = {line: worth for line, worth in zip(parcel.lines, worths, strict=True) if worth is not None}
    asked = _Asked(parcel, goods, postage)
    for track in tracks:
        rule = next((one for one in track if one.begins <= parcel.day < one.until), None)
        if rule is None:
            if track[0].outside == "cannot tell":
                answer.judge("cannot_tell")
            continue
        if not asked.ask(rule, answer):
            answer.charges.clear()
            return answer
    for place, (number, rule_id, base, amount, _) in enumerate(answer.charges):
        paid = None if amount is None else convert(amount, law, parcel.paid)
        answer.charges[place] = (number, rule_id, base, amount, paid)
    _total(answer, {rule.id: rule.counted for track in tracks for rule in track})
    return answer


def _total(answer: Answer, counted: Mapping[str, bool]) -> None:
    own = [(amount, paid) for _, rule, _, amount, paid in answer.charges if counted[rule]]
    if any(amount and paid is None for amount, paid in own):
        answer.judge("cannot_pay_amount")
    if answer.verdict in ("ok", "ok_with_doubt"):
        answer.total = sum(paid or 0 for _, paid in own)


class _Asked:
    def __init__(self, parcel: Parcel, goods: dict[Line, int], postage: int) -> None:
        self.parcel, self.goods, self.postage = parcel, goods, postage
        self.value, self.grams = sum(goods.values()), sum(line.grams for line in goods)
        self.on_parcel, self.on_line = 0, dict.fromkeys(goods, 0)
        self.murky = False  # a counted duty or excise is unknown, and with it every tax on it

    def ask(self, rule: Rule, answer: Answer) -> bool:
        """False where the rule refuses the parcel."""
        own = [line for line in self.goods if _of(rule, line)]
        single = len(self.goods) == 1 and next(iter(self.goods)).quantity == 1
        if not own or (rule.unless_single and single):
            return True
        if rule.up_to_minor is not None and self.value > rule.up_to_minor:
            return True
        had = self.parcel.before if rule.unit != "parcel" else (0, 0)
        if rule.unit != "parcel":
            answer.counts = True
            if had is None:
                answer.judge("ok_with_doubt")
        had = had or (0, 0)
        if not _bites(rule, had[0] + self.value, had[1] + self.grams, max(line.quantity for line in own)):
            return True
        if rule.hole or rule.kind == "limit":
            return self._stop(rule, answer)
        rows = list(self._rows(rule, had))
        amounts = [amount for *_, amount in rows]
        owed = sum(amount or 0 for amount in amounts)
        if None not in amounts and rule.waived_up_to_minor is not None and owed <= rule.waived_up_to_minor:
            return True
        answer.charges += [
            (line.number if line else None, rule.id, base, amount, None) for line, base, amount in rows if amount != 0
        ]
        if None in amounts:
            answer.judge("cannot_tell" if rule.counted else "ok_with_doubt")
        elif owed and not rule.counted:
            answer.judge("ok_with_doubt")
        if rule.counted and rule.kind in ("duty", "excise"):
            self._levy(rule, rows)
        return True

    def _stop(self, rule: Rule, answer: Answer) -> bool:
        worst = "cannot_tell" if rule.hole else "refused"
        answer.judge(worst if rule.counted else "ok_with_doubt")
        if rule.kind != "limit":
            answer.charges.append((None, rule.id, self.value, None, None))
            self.murky |= rule.counted and rule.kind in ("duty", "excise")
        return not (rule.counted and worst == "refused")

    def _levy(self, rule: Rule, rows: Sequence[tuple[Line | None, int, int | None]]) -> None:
        known = all(amount is not None for *_, amount in rows)
        self.murky |= not known
        for line, _, amount in rows:
            if line is not None:
                self.on_line[line] += amount or 0
            elif known:
                self.on_parcel += amount or 0

    def _rows(self, rule: Rule, had: tuple[int, int]) -> Iterator[tuple[Line | None, int, int | None]]:
        extra = 0 if rule.base == "goods" else self.postage
        if rule.base == "goods, postage and duty":
            extra += self.on_parcel
            if self.murky and rule.asks:
                yield None, self.value + extra, None
                return
        if rule.per == "parcel":
            value, grams = self.value, self.grams
            if rule.base == "goods, postage and duty":
                extra += sum(self.on_line.values())
            if rule.basis == "excess":
                value = _excess(had[0], value, rule.over_minor)
                grams = _excess(had[1], grams, rule.over_grams)
            yield None, value + extra, _amount(rule, value + extra, grams, 1, None)
            return
        done = spread = 0
        runs = list(self._runs(rule))
        for run in runs:
            worth = sum(self.goods[line] for line in run)
            done += worth
            share = (extra * done // self.value if self.value else extra if run is runs[-1] else 0) - spread
            spread += share
            if not _of(rule, run[0]):
                continue
            base = worth + share
            if rule.base == "goods, postage and duty":
                base += sum(self.on_line[line] for line in run)
            count = 1 if rule.per == "item" else run[0].quantity
            unknown = rule.per == "item" and not run[0].hs and rule.asks  # nothing of an unknown count is nothing
            amount = None if unknown else _amount(rule, base, sum(line.grams for line in run), count, run[0])
            yield run[0], base, amount

    def _runs(self, rule: Rule) -> Iterator[list[Line]]:
        """Lines one by one, or those of one subheading together."""
        order = sorted(self.goods, key=lambda line: (int(line.hs[:6] or -1), line.number))
        for _, run in groupby(order, key=lambda line: line.hs[:6] if rule.per == "item" else str(line.number)):
            yield list(run)


def _of(rule: Rule, line: Line) -> bool:
    within = not rule.goods or line.hs.startswith(rule.goods)
    return within and not (rule.not_goods and line.hs.startswith(rule.not_goods))


def _bites(rule: Rule, value: int, grams: int, quantity: int) -> bool:
    pairs = [(rule.over_minor, value), (rule.over_grams, grams), (rule.over_quantity, quantity)]
    limits = [(limit, amount) for limit, amount in pairs if limit is not None]
    return not limits or any(amount > limit for limit, amount in limits)


def _excess(before: int, more: int, threshold: int | None) -> int:
    if threshold is None:
        return 0
    return max(before + more - threshold, 0) - max(before - threshold, 0)


def _amount(rule: Rule, base: int, grams: int, count: int, line: Line | None) -> int | None:
    excise = line.excise if line else None
    rate: int | None
    per_kg = rule.specific_minor_per_kg
    if rule.ad_valorem == "tariff":
        rate, per_kg = (line.tariff, line.per_kg or 0) if line else (None, 0)
    elif rule.ad_valorem == "excise":
        rate = excise
    else:
        rate = rule.ad_valorem
    if rate is None or (rule.gross_up and excise is None):
        return None
    below = 10_000 - (excise or 0) if rule.gross_up else 10_000
    parts = [
        _whole(Decimal(base * rate * rule.share_percent) / (100 * below)),
        _whole(Decimal(grams * per_kg) / 1_000),
        count * rule.specific_minor_per_item,
    ]
    owed = sum(parts) if rule.summed else max(parts)
    owed = max(owed, rule.minimum_minor or 0)
    if rule.maximum_minor is not None:
        owed = min(owed, rule.maximum_minor)
    return _whole(Decimal(owed) / rule.round_to_minor) * rule.round_to_minor


def _whole(amount: Decimal) -> int:
    return int(amount.quantize(Decimal(1), ROUND_HALF_UP))
