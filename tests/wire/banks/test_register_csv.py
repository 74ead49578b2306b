"""A provider's register, and each of its cells that cannot be understood."""

from datetime import date
from pathlib import Path

import pytest

from tearoad.payments.register import Kind, Registered
from tearoad.terms.days import MOSCOW, day_number
from tearoad.terms.refusal import BadInput
from tearoad.wire.banks.register_csv import COLUMNS, read_register

REGISTER = f"""{",".join(COLUMNS)}
op-1,k1,charge,1000.50,27.51,RUB,2026-03-01T23:30:00+03:00,payout-1
op-2,k2,refund,10,0,RUB,2026-03-01T23:30:00Z,
op-3,,chargeback,300,-1,JPY,2026-03-02T00:00:00+08:00,
"""
DAY = day_number(date(2026, 3, 1))
ROWS = [
    Registered("op-1", "k1", Kind.CHARGE, 100_050, 2_751, "RUB", DAY, "payout-1"),
    Registered("op-2", "k2", Kind.REFUND, 1_000, 0, "RUB", DAY, ""),
    Registered("op-3", "", Kind.CHARGEBACK, 300, -1, "JPY", DAY, ""),
]


def write(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "register.csv"
    path.write_bytes(text.encode(encoding))
    return path


def test_every_row_is_an_operation(tmp_path: Path) -> None:
    path = write(tmp_path, REGISTER)
    assert read_register(path) == ROWS
    assert [row.day for row in read_register(path, MOSCOW)] == [DAY, DAY + 1, DAY]
    assert read_register(write(tmp_path, REGISTER.partition("\n")[0] + "\n")) == []
    assert read_register(write(tmp_path, REGISTER.replace("k1", "ключ"), "cp1251"), 0, "cp1251")[0].key == "ключ"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("charge,", "sale,", "register.csv, row 1, kind: 'sale', expected one of charge, refund, chargeback"),
        ("1000.50", "1000.505", "register.csv, row 1, amount: '1000.505', expected an amount of RUB: not negative, di"),
        ("1000.50", "0", "register.csv, row 1, amount: '0', expected more than 0"),
        ("300,", "300.0,", "register.csv, row 3, amount: '300.0', expected an amount of JPY: not negative, digits wi"),
        ("27.51", "", "register.csv, row 1, fee: '', expected an amount of RUB"),
        ("27.51", "inf", "register.csv, row 1, fee: 'inf', expected an amount of RUB"),
        ("op-2", "", "register.csv, row 2, operation: '', expected 1 to 140 printable characters"),
        ("30:00Z", "30:00", "register.csv, row 2, at: '2026-03-01T23:30:00', expected a moment with its zone, from 20"),
        ("2026-03-01T23:30:00Z", "0001-01-01T00:00:00+14:00", "at: '0001-01-01T00:00:00+14:00', expected a moment"),
        ("JPY", "jpy", "register.csv, row 3, currency: 'jpy', expected a currency, one of"),
        ("payout-1\n", "payout-1", "register.csv, row 1: 15 cells, expected 8"),
        ("+08:00,\n", "+08:00,", "register.csv: the last line has no end, expected a whole file"),
        ("operation,", "", "register.csv: the header is 'key,kind"),
        ("k1", "k\0", "register.csv, line 2: a NUL byte"),
    ],
)
def test_a_bad_cell_is_one_line(tmp_path: Path, old: str, new: str, expected: str) -> None:
    with pytest.raises(BadInput) as error:
        read_register(write(tmp_path, REGISTER.replace(old, new, 1)))
    assert expected in str(error.value)
    assert "\n" not in str(error.value)
