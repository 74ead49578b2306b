"""The ledger's own SQL asks no clock and no luck: moments come with the transfers."""

import re

from tearoad.boot.torture_ground import LEDGER_SQL

ASKED = re.compile(
    r"\bnow\s*\(|\bcurrent_|\blocaltime|_timestamp\s*\(|\btimeofday\b|\bage\s*\(|\brandom|\bgen_random|\bnextval|\buuid",
    re.I,
)


def test_the_ledger_asks_no_clock() -> None:
    text = re.sub(r"--.*", "", LEDGER_SQL.read_text(encoding="utf-8")).replace("to_timestamp(", "(")
    assert not ASKED.findall(text.replace("uuid[]", ""))


def test_a_clock_would_be_seen() -> None:
    for words in ("SELECT now()", "current_date", "clock_timestamp()", "LOCALTIMESTAMP", "random()"):
        assert ASKED.search(words)
