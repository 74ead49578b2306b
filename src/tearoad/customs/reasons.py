"""Why: the reckoning of one parcel in words, in Russian, Chinese and English, from the rules that decided."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

import numpy as np

from tearoad.customs.applied import CURRENCY_NUMBER, AppliedLaw
from tearoad.customs.assess import Assessment
from tearoad.customs.goods import NOBODY, Goods
from tearoad.customs.phrases import LANGUAGES, MONTHS, PHRASES
from tearoad.customs.rule import Rule
from tearoad.kernel import duty_columns as d
from tearoad.terms.money import format_minor


def reasons(goods: Goods, law: AppliedLaw, found: Assessment, parcel: int, language: str) -> list[str]:
    """A sentence or two for every rule that was asked, in the order of reckoning; for an assessment of everything."""
    wrong = np.flatnonzero(found.wrong_code & (goods.parcel == parcel)).tolist()
    return list(_Teller(goods, law, found, parcel, wrong, language).told())


def why(goods: Goods, law: AppliedLaw, found: Assessment, parcel: int, wrong: Sequence[int], language: str) -> str:
    """What stands in the way of a parcel, or throws doubt on its total; `wrong` are its lines with a wrong code."""
    return " ".join(_Teller(goods, law, found, parcel, wrong, language).verdict())


class _Teller:
    def __init__(
        self, goods: Goods, law: AppliedLaw, found: Assessment, parcel: int, wrong: Sequence[int], language: str
    ) -> None:
        assert language in LANGUAGES
        self.say, self.language = PHRASES[language], language
        self.goods, self.law, self.found, self.parcel, self.wrong = goods, law, found.found, parcel, wrong
        self.tariff = found.tariff
        self.scheme = found.schemes[found.scheme[parcel]] if found.scheme[parcel] >= 0 else None
        self.day = date(1970, 1, 1) + timedelta(days=int(goods.day[parcel]))
        self.why = int(self.found.why[parcel])
        self.place = goods.destination.words[goods.destination.codes[parcel]]
        self.fault = goods.fault.words[goods.fault.codes[parcel]]

    def told(self) -> Iterator[str]:
        stops = list(self._stops())
        yield from stops
        if stops:
            return
        rows = range(*np.searchsorted(self.found.charges.parcel, [self.parcel, self.parcel + 1]).tolist())
        for rule in dict.fromkeys(int(self.found.charges.rule[k]) for k in rows):
            yield from self._rule(
                self.law.snapshot.rules[rule], [k for k in rows if self.found.charges.rule[k] == rule]
            )
        yield from self._limit()
        if self.found.verdict[self.parcel] == d.CANNOT_TELL and self.why < 0:
            yield self._no_law()

    def verdict(self) -> Iterator[str]:
        stops = list(self._stops())
        yield from stops
        if not stops and self.why < 0:
            yield self._no_law()
        elif not stops:
            rule = self.law.snapshot.rules[self.why]
            if rule.hole:
                yield self.say["hole"].format(why=rule.hole)
            elif rule.kind == "limit":
                yield from self._limit()
            elif self.found.verdict[self.parcel] == d.CANNOT_PAY:
                yield self._no_rate(rule.currency, self._paid)
            elif self.found.verdict[self.parcel] == d.CANNOT_TELL:
                yield self.say["no tariff"].format(kind=self.say[rule.kind])
            yield from self._standing(rule)

    def _stops(self) -> Iterator[str]:
        """What keeps the law from being asked at all."""
        if self.fault:
            yield self.fault
            return
        for line in self.wrong:
            yield self._wrong_code(self.goods.hs.words[self.goods.hs.codes[line]])
        if self.scheme is None:
            yield self._no_law()
        elif self.found.verdict[self.parcel] == d.CANNOT_PAY and self.found.value[self.parcel] < 0:
            source = self.goods.currency.words[self.goods.currency.codes[self.parcel]]
            yield self._no_rate(source, self.scheme.currency)

    def _rule(self, rule: Rule, rows: list[int]) -> Iterator[str]:
        charges = self.found.charges
        owed = [int(charges.amount[k]) for k in rows]
        if rule.hole:
            yield self.say["hole"].format(why=rule.hole)
        elif d.UNKNOWN in owed:
            yield self.say["no tariff"].format(kind=self.say[rule.kind])
        else:
            yield from self._owed(rule, rows, sum(owed))
        if rule.unit != "parcel" and self.goods.person[self.parcel] == NOBODY:
            yield self.say["nobody"]
        yield from self._standing(rule)

    def _owed(self, rule: Rule, rows: list[int], owed: int) -> Iterator[str]:
        charges = self.found.charges
        lines = [int(charges.line[k]) for k in rows]
        yield _capital(self._sentence(rule, sum(int(charges.base[k]) for k in rows), owed, lines))
        if not owed:
            return
        if rule.ad_valorem == "tariff":
            said = {self.law.tariff.rows[self.tariff.row[line]].source for line in lines}
            yield self.say["tariff source"].format(source="; ".join(sorted(said)))
        paid = [int(charges.paid[k]) for k in rows]
        if d.UNKNOWN in paid:
            yield self._no_rate(rule.currency, self._paid)
        elif rule.currency != self._paid:
            yield self.say["paid"].format(paid=format_minor(sum(paid), self._paid), bank=self._bank(rule.currency))
        if rule.collected_by == "seller":
            yield self.say["by seller"]

    def _standing(self, rule: Rule) -> Iterator[str]:
        if not rule.counted:
            yield self.say["not counted"].format(status=self.say[rule.status])
        if rule.doubt:
            yield self.say["doubt"].format(what=rule.doubt)
        yield self.say["source"].format(source=rule.source, id=rule.id)

    def _limit(self) -> Iterator[str]:
        """The limit that gave the verdict; limits make no charge."""
        if self.why < 0 or self.law.snapshot.rules[self.why].kind != "limit":
            return
        rule = self.law.snapshot.rules[self.why]
        if rule.hole:
            yield self.say["hole"].format(why=rule.hole)
        else:
            word = "over limit" if self.found.verdict[self.parcel] == d.REFUSED else "limited"
            yield self.say[word].format(limit=self._thresholds(rule), since=self._date(rule.begins))
        if rule.unit != "parcel" and self.goods.person[self.parcel] == NOBODY:
            yield self.say["nobody"]
        yield from self._standing(rule)

    def _sentence(self, rule: Rule, base: int, owed: int, lines: list[int]) -> str:
        limited = rule.over_minor is not None or rule.over_grams is not None
        grams = int(self.goods.weight_grams[self.goods.parcel == self.parcel].sum())
        form = ("over" if limited else "always") if owed else ("within" if limited else "nothing")
        return self.say[form].format(
            kind=self.say[rule.kind],
            value=self._money(rule, int(self.found.value[self.parcel])),
            weight=_kilograms(grams),
            threshold=self._thresholds(rule),
            since=self._date(rule.begins),
            reckoned=self._reckoned(rule, base, lines),
            owed=self._money(rule, owed),
        )

    def _reckoned(self, rule: Rule, base: int, lines: list[int]) -> str:
        say, of = self.say, self._money(rule, base)
        parts = []
        if isinstance(rule.ad_valorem, str):
            parts.append(say[f"by {rule.ad_valorem}"].format(base=of, rates=self._own_rates(rule, lines)))
        elif rule.ad_valorem:
            parts.append(f"{_percent(rule.ad_valorem)} {say[f'of the {rule.basis}'].format(base=of)}")
        if rule.gross_up:
            parts.append(say["gross up"])
        if rule.share_percent != 100:
            parts.append(say["share"].format(share=rule.share_percent))
        for name, amount, asked in (
            ("per kg" if parts else "per kg only", rule.specific_minor_per_kg, rule.specific_minor_per_kg > 0),
            ("per item", rule.specific_minor_per_item, rule.specific_minor_per_item > 0),
            ("minimum", rule.minimum_minor or 0, rule.minimum_minor is not None),
            ("maximum", rule.maximum_minor or 0, rule.maximum_minor is not None),
            ("waived", rule.waived_up_to_minor or 0, rule.waived_up_to_minor is not None),
        ):
            if asked:
                parts.append(say[name].format(rate=self._money(rule, amount), count=len(lines)))
        return say["join"].join([*parts, *([say["summed"]] if rule.summed else [])])

    def _own_rates(self, rule: Rule, lines: list[int]) -> str:
        """The goods' own rates, each once."""
        if rule.ad_valorem == "excise":
            return ", ".join(dict.fromkeys(_percent(int(self.tariff.excise[line])) for line in lines))
        rates = dict.fromkeys((int(self.tariff.ad_valorem[line]), int(self.tariff.per_kg[line])) for line in lines)
        return ", ".join(
            _percent(rate) + (f" / {self._money(rule, per_kg)} / {self.say['kg']}" if per_kg > 0 else "")
            for rate, per_kg in rates
        )

    def _thresholds(self, rule: Rule) -> str:
        parts = [self._money(rule, rule.over_minor)] if rule.over_minor is not None else []
        parts += [f"{_kilograms(rule.over_grams)} {self.say['kg']}"] if rule.over_grams is not None else []
        parts += [self.say["pieces"].format(count=rule.over_quantity)] if rule.over_quantity is not None else []
        if not parts and rule.goods:
            return self.say["goods list"].format(codes=", ".join(rule.goods))
        return " / ".join(parts) + ("" if rule.unit == "parcel" else f" {self.say[rule.unit]}")

    def _wrong_code(self, code: str) -> str:
        begins, ends = (int(column[0]) for column in self.law.codes.windows([code], self.place))
        if begins > ends:
            return self.say["unknown code"].format(code=code)
        if self.goods.day[self.parcel] < begins:
            return self.say["not yet"].format(code=code, day=self._date(self.day))
        became = self.law.codes.successors(code[:6])
        return self.say["retired"].format(
            code=code, day=self._date(self.day), became=", ".join(became) or self.say["other codes"]
        )

    def _no_law(self) -> str:
        territory = self.law.snapshot.territories.get(self.place)
        name = territory.names[self.language] if territory else self.place
        return self.say["no law"].format(place=name, day=self._date(self.day))

    def _no_rate(self, source: str, target: str) -> str:
        return self.say["no rate"].format(source=source, target=target, day=self._date(self.day))

    @property
    def _paid(self) -> str:
        assert self.scheme is not None
        return self.scheme.paid

    def _bank(self, currency: str) -> str:
        """Whose rate, of which day, stands between the law's currency and that of payment."""
        assert self.scheme is not None
        compiled, policy, day = self.law.compiled, self.scheme.policy, int(self.goods.day[self.parcel])
        row = self.law.policies.index(policy), slice(None), day - compiled.first_day
        places = [int(compiled.series[row][CURRENCY_NUMBER[code]]) for code in (currency, self._paid)]
        series = self.law.rates.series[max(places)]
        of = date(1970, 1, 1) + timedelta(days=self.law.rates.used_day(policy, max(places), day))
        return self.say["assumed"].format(day=of) if series.assumed else f"{series.bank}, {of}"

    def _money(self, rule: Rule, minor: int) -> str:
        return format_minor(minor, rule.currency)

    def _date(self, day: date) -> str:
        return self.say["date"].format(day=day.day, month=MONTHS[self.language][day.month - 1], year=day.year)


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def _kilograms(grams: int) -> str:
    return f"{grams / 1000:.3f}".rstrip("0").rstrip(".")


def _percent(rate: int) -> str:
    return f"{rate / 100:g} %"
