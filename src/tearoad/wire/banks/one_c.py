"""1CClientBankExchange, the text in which Russian banks hand statements to bookkeeping programs.

`СекцияРасчСчет` has an account's days, balances and totals, `СекцияДокумент` a payment; what leaves an account has
`ДатаСписано`, what comes to it `ДатаПоступило`. Statements have no numbers and payments no shared id. The currency is
in the digits 6 to 8 of the account. The header's `Кодировка` names the encoding and is written in it.
"""

from bisect import bisect_right
from itertools import pairwise
from typing import NamedTuple

from tearoad.payments.statement import NO_NUMBER, Entry, Statement
from tearoad.terms.refusal import BadInput
from tearoad.wire.banks.words import Place, decoded, shortened

TITLE, LAST_LINE = "1CClientBankExchange", "КонецФайла"
ACCOUNT, DOCUMENT = "СекцияРасчСчет", "СекцияДокумент"
ENDS = {ACCOUNT: "КонецРасчСчет", DOCUMENT: "КонецДокумента"}
KEYS = {
    ACCOUNT: (
        "РасчСчет",
        "ДатаНачала",
        "ДатаКонца",
        "НачальныйОстаток",
        "КонечныйОстаток",
        "ВсегоПоступило",
        "ВсегоСписано",
    ),
    DOCUMENT: (
        "Номер",
        "Сумма",
        "ПлательщикСчет",
        "ПолучательСчет",
        "ДатаСписано",
        "ДатаПоступило",
        "НазначениеПлатежа",
    ),
}
CURRENCIES = {"810": "RUB", "156": "CNY", "398": "KZT", "840": "USD", "933": "BYN", "978": "EUR"}
HEADER_BYTES = 4_096
# What the header says, in the encoding that it says.
SAID = {
    "cp1251": ("Кодировка=Windows",),
    "cp866": ("Кодировка=DOS",),
    "utf-8": ("Кодировка=UTF-8", "Кодировка=UTF8"),
}


class _Section(NamedTuple):
    """The words of one section; the line is that on which it begins."""

    kind: str
    place: Place
    words: dict[str, str]

    def day(self, key: str) -> int:
        """DD.MM.YYYY."""
        word = self.words.get(key, "")
        parts = word.split(".")
        if len(parts) != 3:
            raise self.place.bad(key, word, "a day, DD.MM.YYYY")
        return self.place.day(key, "-".join(reversed(parts)))

    def minor(self, key: str, currency: str, signed: bool = False) -> int:
        """An amount of money."""
        return self.place.minor(key, self.words.get(key, ""), currency, signed)


def read_one_c(file: str, raw: bytes, encoding: str | None = None) -> list[Statement]:
    """A statement for each account and period, in the file's order."""
    sections = _sections(file, decoded(file, raw, encoding or _said_encoding(file, raw)))
    heads = [_head(section) for section in sections if section.kind == ACCOUNT]
    if not heads:
        raise BadInput(f"{file}: no {ACCOUNT}, expected an account with its balances")
    periods = _periods(file, heads)
    entries: dict[tuple[str, int], list[Entry]] = {(head.account, head.first_day): [] for head in heads}
    for section in sections:
        if section.kind == DOCUMENT:
            for head, entry in _bookings(section, periods):
                entries[head.account, head.first_day].append(entry)
    found = [head._replace(entries=tuple(entries[head.account, head.first_day])) for head in heads]
    for section, statement in zip((one for one in sections if one.kind == ACCOUNT), found, strict=True):
        _expect_totals(section, statement)
    return found


def _said_encoding(file: str, raw: bytes) -> str:
    header = raw[:HEADER_BYTES].lower()
    for encoding, lines in SAID.items():
        for line in lines:
            key, _, word = line.partition("=")
            if b"\n" + key.encode(encoding).lower() + b"=" + word.encode().lower() in header:
                return encoding
    raise BadInput(
        f"{file}: no Кодировка that is true, expected Windows, DOS or UTF-8 written in it; or say the encoding"
    )


def _sections(file: str, text: str) -> list[_Section]:
    lines = [line.strip() for line in text.rstrip().split("\n")]
    if lines[0] != TITLE or lines[-1] != LAST_LINE:
        raise BadInput(f"{file}: from {lines[0][:40]!r} to {lines[-1][:40]!r}, expected {TITLE} to {LAST_LINE}")
    found: list[_Section] = []
    open_now: _Section | None = None
    for number, line in enumerate(lines[1:], 2):
        key, equals, value = (part.strip() for part in line.partition("="))
        if open_now is None:
            if key in ENDS:
                open_now = _Section(key, Place(file, f"line {number}"), {})
            elif line and not equals and number < len(lines):
                raise Place(file, f"line {number}").bad("line", line, "a key with = and its value")
        elif key == ENDS[open_now.kind]:
            found.append(open_now)
            open_now = None
        elif key in (*ENDS, *ENDS.values(), LAST_LINE):
            raise Place(file, f"line {number}").bad("line", line, f"{ENDS[open_now.kind]} before it")
        elif key in KEYS[open_now.kind]:
            if key in open_now.words:
                raise Place(file, f"line {number}").bad(key, value, "it once in a section")
            open_now.words[key] = value
    return found


def _head(section: _Section) -> Statement:
    account = section.words.get("РасчСчет", "")
    currency = CURRENCIES.get(account[5:8])
    if len(account) != 20 or not (account.isascii() and account.isdigit()) or currency is None:
        known = ", ".join(f"{digits} ({code})" for digits, code in CURRENCIES.items())
        raise section.place.bad("РасчСчет", account, f"20 digits, of which 6 to 8 are one of {known}")
    first, last = section.day("ДатаНачала"), section.day("ДатаКонца")
    if first > last:
        raise section.place.bad("ДатаКонца", section.words["ДатаКонца"], "a day not before ДатаНачала")
    opening = section.minor("НачальныйОстаток", currency, signed=True)
    closing = section.minor("КонечныйОстаток", currency, signed=True)
    return Statement(account, currency, NO_NUMBER, first, last, opening, closing, ())


def _periods(file: str, heads: list[Statement]) -> dict[str, list[Statement]]:
    """Each account's periods by day; one day is in one of them at most."""
    found: dict[str, list[Statement]] = {}
    for head in sorted(heads, key=lambda head: head.first_day):
        found.setdefault(head.account, []).append(head)
    for account, periods in found.items():
        if any(before.last_day >= after.first_day for before, after in pairwise(periods)):
            raise BadInput(f"{file}, account {account}: periods overlap, expected one {ACCOUNT} for each")
    return found


def _bookings(section: _Section, periods: dict[str, list[Statement]]) -> list[tuple[Statement, Entry]]:
    """A payment between two accounts of the file is an entry in both, by the days that it has."""
    found = []
    sides = (("ПлательщикСчет", "ДатаСписано", -1), ("ПолучательСчет", "ДатаПоступило", 1))
    for account_key, day_key, sign in sides:
        account = section.words.get(account_key, "")
        if account not in periods or not section.words.get(day_key):
            continue
        day = section.day(day_key)
        at = bisect_right(periods[account], day, key=lambda head: head.first_day) - 1
        head = periods[account][max(at, 0)]
        if not head.first_day <= day <= head.last_day:
            raise section.place.bad(day_key, section.words[day_key], f"a day of a period of account {account}")
        entry = Entry(
            reference=section.place.name("Номер", section.words.get("Номер", "")),
            end_to_end="",
            amount_minor=sign * section.minor("Сумма", head.currency),
            currency=head.currency,
            day=day,
            text=shortened(section.words.get("НазначениеПлатежа", "")),
        )
        found.append((head, entry))
    if not found:
        accounts = " to ".join(section.words.get(key, "") for key, _, _ in sides)
        raise section.place.bad("ПлательщикСчет", accounts, "an account of the file with ДатаСписано or ДатаПоступило")
    return found


def _expect_totals(section: _Section, statement: Statement) -> None:
    """The bank's totals, where it gives them, are those of the payments."""
    amounts = [entry.amount_minor for entry in statement.entries]
    totals = {
        "ВсегоПоступило": sum(amount for amount in amounts if amount > 0),
        "ВсегоСписано": -sum(amount for amount in amounts if amount < 0),
    }
    for key, total in totals.items():
        if section.words.get(key) and section.minor(key, statement.currency) != total:
            raise section.place.bad(key, section.words[key], f"the sum of the payments, {total} minor units")
