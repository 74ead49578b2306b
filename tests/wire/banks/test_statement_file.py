"""Every format gives the same statements, and each defect is one line that says where."""

import tempfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tearoad.payments.statement import NO_NUMBER, Entry, Fault, Statement, faults
from tearoad.terms.days import day_number
from tearoad.terms.refusal import BadInput
from tearoad.wire.banks import camt053, words
from tearoad.wire.banks.statement_file import read_statement

DAY = day_number(date(2026, 3, 2))
OURS, THEIRS = "40702810900000000001", "40702810900000000002"

CAMT = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
<GrpHdr><MsgId>m</MsgId><MsgPgntn><PgNb>1</PgNb><LastPgInd>true</LastPgInd></MsgPgntn></GrpHdr>
<Stmt><Id>S</Id><ElctrncSeqNb>41</ElctrncSeqNb>
<FrToDt><FrDtTm>2026-03-02T00:00:00+08:00</FrDtTm><ToDtTm>2026-03-02T23:59:59+08:00</ToDtTm></FrToDt>
<Acct><Id><Othr><Id>6222 01</Id></Othr></Id></Acct>
<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="CNY">100.00</Amt><CdtDbtInd>DBIT</CdtDbtInd>
<Dt><Dt>2026-03-02</Dt></Dt></Bal>
<Bal><Tp><CdOrPrtry><Cd>CLAV</Cd></CdOrPrtry></Tp><Amt Ccy="CNY">7</Amt><CdtDbtInd>CRDT</CdtDbtInd>
<Dt><Dt>2026-03-02</Dt></Dt></Bal>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="CNY">165.5</Amt><CdtDbtInd>CRDT</CdtDbtInd>
<Dt><Dt>2026-03-02</Dt></Dt></Bal>
<Ntry><Amt Ccy="CNY">300.50</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
<BookgDt><Dt>2026-03-02</Dt></BookgDt><AcctSvcrRef>BANK-1</AcctSvcrRef><NtryDtls><TxDtls>
<Refs><EndToEndId>payout-1</EndToEndId></Refs><RmtInf><Ustrd>春节 活动</Ustrd><Ustrd>款</Ustrd></RmtInf>
</TxDtls></NtryDtls></Ntry>
<Ntry><Amt Ccy="CNY">9</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>PDNG</Cd></Sts></Ntry>
<Ntry><Amt Ccy="CNY">35</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
<BookgDt><DtTm>2026-03-02T10:00:00</DtTm></BookgDt><AddtlNtryInf>fee</AddtlNtryInf><NtryDtls><TxDtls>
<Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs></TxDtls></NtryDtls></Ntry>
</Stmt></BkToCstmrStmt></Document>
"""
CAMT_OLD = """<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt><Stmt><Id>S</Id>
<Acct><Id><IBAN>DE89 3704 0044 0532 0130 00</IBAN></Id></Acct>
<Bal><Tp><CdOrPrtry><Cd>PRCD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">0</Amt><CdtDbtInd>DBIT</CdtDbtInd>
<Dt><Dt>2026-03-01</Dt></Dt></Bal>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">30</Amt><CdtDbtInd>CRDT</CdtDbtInd>
<Dt><Dt>2026-03-02</Dt></Dt></Bal>
<Ntry><NtryRef>N1</NtryRef><Amt Ccy="EUR">30</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>
<BookgDt><Dt>2026-03-02Z</Dt></BookgDt><NtryDtls><Btch><PmtInfId>batch</PmtInfId><NbOfTxs>2</NbOfTxs></Btch>
<TxDtls><Refs><AcctSvcrRef>B1</AcctSvcrRef><EndToEndId>p1</EndToEndId></Refs>
<AmtDtls><TxAmt><Amt Ccy="EUR">10</Amt></TxAmt></AmtDtls></TxDtls>
<TxDtls><Refs><EndToEndId>p2</EndToEndId></Refs>
<AmtDtls><TxAmt><Amt Ccy="EUR">20.00</Amt></TxAmt></AmtDtls></TxDtls></NtryDtls></Ntry>
</Stmt></BkToCstmrStmt></Document>"""
ONE_C = f"""1CClientBankExchange
ВерсияФормата=1.03
Кодировка=Windows
ДатаНачала=02.03.2026
ДатаКонца=02.03.2026
РасчСчет={OURS}

СекцияРасчСчет
ДатаНачала=02.03.2026
ДатаКонца=02.03.2026
РасчСчет={OURS}
НачальныйОстаток=-100.00
ВсегоПоступило=300.50
ВсегоСписано=35.00
КонечныйОстаток=165.50
КонецРасчСчет
СекцияДокумент=Платежное поручение
Номер=17
Дата=01.03.2026
Сумма=300.50
ПлательщикСчет=30232810000000000009
ДатаСписано=
Плательщик1=ООО "Платежи = быстро"
ПолучательСчет={OURS}
ДатаПоступило=02.03.2026
НазначениеПлатежа=Перевод по реестру № 5
вторая строка
КонецДокумента
СекцияДокумент=Банковский ордер
Номер=18
Сумма=35
ПлательщикСчет={OURS}
ДатаСписано=02.03.2026
ПолучательСчет=70601810000000000001
НазначениеПлатежа=Комиссия
КонецДокумента
КонецФайла
"""
HEADER = "account,currency,number,first_day,last_day,opening,closing,entries,reference,end_to_end,amount,day,text"
TABLE = f"""{HEADER}
6222 01,CNY,41,2026-03-02,2026-03-02,-100.00,165.50,2,BANK-1,payout-1,300.50,2026-03-02,春节 活动 款
6222 01,CNY,41,2026-03-02,2026-03-02,-100.00,165.50,2,S/3,,-35,2026-03-02,fee
6222 01,CNY,42,2026-03-03,2026-03-03,165.50,165.50,0,,,,,
"""
CHINESE = Statement(
    "6222 01",
    "CNY",
    41,
    DAY,
    DAY,
    -10_000,
    16_550,
    (
        Entry("BANK-1", "payout-1", 30_050, "CNY", DAY, "春节 活动 款"),
        Entry("S/3", "", -3_500, "CNY", DAY, "fee"),
    ),
)
RUSSIAN = Statement(
    OURS,
    "RUB",
    NO_NUMBER,
    DAY,
    DAY,
    -10_000,
    16_550,
    (
        Entry("17", "", 30_050, "RUB", DAY, "Перевод по реестру № 5"),
        Entry("18", "", -3_500, "RUB", DAY, "Комиссия"),
    ),
)
EMPTY = CHINESE._replace(number=42, first_day=DAY + 1, last_day=DAY + 1, opening_minor=16_550, entries=())


def write(folder: Path, text: str | bytes, encoding: str = "utf-8") -> Path:
    path = folder / "statement.any"
    path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    return path


def said(path: Path, encoding: str | None = None) -> str:
    """The one line of the refusal."""
    with pytest.raises(BadInput) as error:
        read_statement(path, encoding)
    assert "\n" not in str(error.value)
    return str(error.value)


@pytest.mark.parametrize(
    ("text", "encoding", "argument", "expected"),
    [
        (CAMT, "utf-8", None, [CHINESE]),
        ("\ufeff\n" + CAMT.partition("\n")[2], "utf-8", None, [CHINESE]),
        (CAMT.replace("UTF-8", "GB18030"), "gb18030", None, [CHINESE]),
        (CAMT.replace("UTF-8", "GB18030"), "utf-8", "utf-8", [CHINESE]),
        (ONE_C, "cp1251", None, [RUSSIAN]),
        (ONE_C.replace("Windows", "UTF-8").replace("\n", "\r\n"), "utf-8-sig", None, [RUSSIAN]),
        (ONE_C.replace("Windows", "DOS"), "cp866", None, [RUSSIAN]),
        (ONE_C, "utf-8", "utf-8", [RUSSIAN]),
        (TABLE, "utf-8", None, [CHINESE, EMPTY]),
        (TABLE.replace(",", ";").replace("\n", "\r\n"), "utf-8-sig", None, [CHINESE, EMPTY]),
        (TABLE, "gb18030", "GB18030", [CHINESE, EMPTY]),
    ],
)
def test_every_format_gives_its_statements(
    tmp_path: Path, text: str, encoding: str, argument: str | None, expected: list[Statement]
) -> None:
    assert read_statement(write(tmp_path, text, encoding), argument) == expected
    assert [faults(one, one.account) for one in expected] == [()] * len(expected)


def test_a_table_in_cyrillic_bytes_is_read_as_was_said(tmp_path: Path) -> None:
    path = write(tmp_path, TABLE.replace("春节 活动 款", "Перевод").replace(",42,", ",,"), "cp1251")
    first, second = read_statement(path, "windows-1251")
    assert (first.entries[0].text, second.number) == ("Перевод", NO_NUMBER)


def test_an_old_version_and_a_batch_of_payouts(tmp_path: Path) -> None:
    (found,) = read_statement(write(tmp_path, CAMT_OLD))
    one = Entry("B1", "p1", 1_000, "EUR", DAY)
    assert found[:5] == ("DE89370400440532013000", "EUR", NO_NUMBER, DAY, DAY)
    assert found.entries == (one, Entry("N1", "p2", 2_000, "EUR", DAY))
    (found,) = read_statement(write(tmp_path, CAMT_OLD.replace("20.00", "19.00")))
    assert found.entries == (Entry("N1", "batch", 3_000, "EUR", DAY),)


def test_a_payment_between_two_accounts_is_an_entry_of_both(tmp_path: Path) -> None:
    second = ONE_C[ONE_C.index("СекцияРасчСчет") : ONE_C.index("СекцияДокумент")].replace(OURS, THEIRS)
    second = second.replace("300.50", "35").replace("35.00", "0")
    text = ONE_C.replace("СекцияДокумент=Банк", second + "СекцияДокумент=Банк")
    text = text.replace("ПолучательСчет=70601810000000000001", f"ПолучательСчет={THEIRS}\nДатаПоступило=02.03.2026")
    ours, theirs = read_statement(write(tmp_path, text, "cp1251"))
    assert ours == RUSSIAN
    assert theirs.entries == (RUSSIAN.entries[1]._replace(amount_minor=3_500),)


def test_faults_are_found_in_what_was_read(tmp_path: Path) -> None:
    (found,) = read_statement(write(tmp_path, CAMT.replace("165.5", "165.51")))
    assert faults(found, "6222 02", CHINESE) == (Fault.ACCOUNT, Fault.BALANCE, Fault.GAP, Fault.OPENING)
    (found,) = read_statement(
        write(tmp_path, CAMT.replace("<Dt>2026-03-02</Dt></BookgDt>", "<Dt>2026-03-03</Dt></BookgDt>"))
    )
    assert faults(found, "6222 01") == (Fault.DAY,)


@pytest.mark.parametrize("head", [b"", b"<", b"1CClientBankExchange\n"])
def test_a_large_file_is_refused_by_its_size(tmp_path: Path, head: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, head)
    with path.open("r+b") as file:
        file.truncate(100 * 2**20)
    monkeypatch.setattr(Path, "open", None)  # so it is not read
    assert said(path) == f"statement.any: more than {words.MOST_BYTES} bytes, expected fewer; cut the file by time"


WHOLE = TABLE[: TABLE.index("6222 01,CNY,42")]


@pytest.mark.parametrize(("text", "encoding"), [(CAMT, "utf-8"), (ONE_C, "cp1251"), (WHOLE, "utf-8")])
def test_a_file_that_was_cut_off_is_refused_wherever(tmp_path: Path, text: str, encoding: str) -> None:
    raw = text.encode(encoding).rstrip()
    assert read_statement(write(tmp_path, raw + b"\n"))
    for end in range(0, len(raw), 3):
        said(write(tmp_path, raw[:end]))
    said(write(tmp_path, raw[: raw.rindex(b"\n") + 1]))


BOMB = CAMT.replace(
    "<Document", '<!DOCTYPE d [<!ENTITY a "xx"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><Document', 1
).replace("fee", "&b;&b;&b;")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"", "statement.any: the header is '', expected the columns"),
        (b"\x00" * 9, "statement.any, line 1: a NUL byte, expected text in one of"),
        (TABLE.replace("fee", "f\0e"), "statement.any, line 3: a NUL byte"),
        (CAMT.encode("utf-16"), "statement.any, line 1: a NUL byte"),
        (TABLE.encode("gb18030"), "statement.any, line 2: byte 0xb4 is not utf-8; say its encoding, one of utf-8, gb"),
        (ONE_C.encode(), "statement.any: no Кодировка that is true, expected Windows, DOS or UTF-8 written in it"),
        (
            ONE_C.encode("cp1251").replace(b"\xb9", b"\x98"),
            "line 26: byte 0x98 is not cp1251",
        ),
        (CAMT.replace("UTF-8", "UTF-7"), "encoding 'UTF-7', expected one of"),
        (BOMB, "statement.any: a document type 'd', expected XML without one"),
        (CAMT.replace("fee", "&b;"), "statement.any: undefined entity: line 19, column 65, expected whole XML"),
        (CAMT.replace("053", "054"), "statement.any: no BkToCstmrStmt of camt.053.001, expected a statement"),
        ("<a>" * 50, "statement.any: expected at most 2000000 elements, 40 deep"),
        (CAMT.replace("<PgNb>1", "<PgNb>2"), "GrpHdr/MsgPgntn, GrpHdr/MsgPgntn: 'page 2, last true', expected the wh"),
        (
            CAMT.replace("<Stmt>", "<Stmt><StmtPgntn><PgNb>1</PgNb><LastPgInd>false</LastPgInd></StmtPgntn>"),
            "statement 1, StmtPgntn: 'page 1, last false', expected the whole statement on page 1",
        ),
        (CAMT.replace("OPBD", "XXXX"), "statement 1, Bal: '', expected one of OPBD or PRCD"),
        (CAMT.replace("CLAV", "CLBD"), "statement 1, Bal: '2 of CLBD', expected one"),
        (CAMT.replace("41<", "0<"), "statement 1, ElctrncSeqNb: '0', expected a number of at most 18 digits, not 0"),
        (CAMT.replace("6222 01", ""), "statement 1, Acct/Id: '', expected 1 to 140 printable characters"),
        (CAMT.replace('"CNY">100', '"XXX">100'), "statement 1, Bal OPBD, Amt Ccy: 'XXX', expected a currency"),
        (CAMT.replace('"CNY">165', '"RUB">165'), "statement 1, Bal CLBD, Amt Ccy: 'RUB', expected CNY as of the ba"),
        (CAMT.replace('"CNY">35', '"RUB">35'), "statement 1, entry 3, Amt Ccy: 'RUB', expected CNY as of the balance"),
        (CAMT.replace(">35<", ">35.123<"), "statement 1, entry 3, Amt: '35.123', expected an amount of CNY: not neg"),
        (CAMT.replace(">35<", ">NaN<"), "statement 1, entry 3, Amt: 'NaN', expected an amount of CNY"),
        (CAMT.replace(">35<", ">-35<"), "statement 1, entry 3, Amt: '-35', expected an amount of CNY"),
        (CAMT.replace(">35<", ">-0.00<"), "statement 1, entry 3, Amt: '-0.00', expected an amount of CNY"),
        (CAMT.replace(">35<", ">1e9<"), "statement 1, entry 3, Amt: '1e9', expected an amount of CNY"),
        (CAMT.replace(">35<", ">10000000000000.01<"), "at most 1000000000000000 minor units"),
        (CAMT.replace(">35<", ">３５<"), "statement 1, entry 3, Amt: '３５', expected an amount of CNY"),
        (
            CAMT.replace("<CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK", "<Sts><Cd>BOOK"),
            "entry 1, CdtDbtInd: '', expected CRDT or DBIT",
        ),
        (CAMT.replace("PDNG", "DONE"), "statement 1, entry 2, Sts: 'DONE', expected BOOK or, of what is not booked"),
        (CAMT.replace("2026-03-02T10", "2026-02-29T10"), "entry 3, BookgDt: '2026-02-29', expected a day from 2000"),
        (CAMT.replace("2026-03-02T10", "1999-03-02T10"), "entry 3, BookgDt: '1999-03-02', expected a day from 2000"),
        (CAMT.replace("2026-03-02T2", "2026-03-01T2"), "statement 1, FrToDt: '', expected a last day that is not be"),
        (CAMT.replace("payout-1", "p" * 141), "entry 1, EndToEndId: 'pppppppppppppppppppppppppppppppppppppppp', ex"),
    ],
)
def test_what_cannot_be_read_is_one_line(tmp_path: Path, text: str | bytes, expected: str) -> None:
    assert expected in said(write(tmp_path, text))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            OURS,
            "40702810",
            "line 8, РасчСчет: '40702810', expected 20 digits, of which 6 to 8 are one of 810 (RUB), 156",
        ),
        ("40702810900000000001", "40702999900000000001", "expected 20 digits, of which 6 to 8 are one of"),
        (
            "КонецРасчСчет\n",
            "",
            "line 16, line: 'СекцияДокумент=Платежное поручение', expected КонецРасчСчет before it",
        ),
        ("КонецФайла", "КонецДокумента", "from '1CClientBankExchange' to 'КонецДокумента', expected 1CClientBankExc"),
        ("\n\nСекция", "\nпросто\nСекция", "line 7, line: 'просто', expected a key with = and its value"),
        ("Номер=17", "Номер=17\nНомер=18", "line 19, Номер: '18', expected it once in a section"),
        ("Номер=17", "Номер=", "line 17, Номер: '', expected 1 to 140 printable characters"),
        ("Сумма=35", "Сумма=35,00", "line 29, Сумма: '35,00', expected an amount of RUB: not negative, digits with at"),
        ("Сумма=35", "Сумма=35.00.", "line 29, Сумма: '35.00.', expected"),
        ("НачальныйОстаток=-100.00", "НачальныйОстаток=-0", "line 8, НачальныйОстаток: '-0', expected an amount"),
        ("НачальныйОстаток=-100.00", "", "line 8, НачальныйОстаток: '', expected an amount"),
        ("ДатаПоступило=02.03.2026", "ДатаПоступило=03.03.2026", "ДатаПоступило: '03.03.2026', expected a day of a"),
        ("ДатаПоступило=02.03.2026", "ДатаПоступило=01.03.2026", "ДатаПоступило: '01.03.2026', expected a day of a"),
        ("ДатаПоступило=02.03.2026", "ДатаПоступило=2026-03-02", "ДатаПоступило: '2026-03-02', expected a day, DD.MM"),
        ("ДатаПоступило=02.03.2026", "ДатаПоступило=31.02.2026", "ДатаПоступило: '2026-02-31', expected a day from"),
        ("ДатаПоступило=02.03.2026", "", "expected an account of the file with ДатаСписано or ДатаПоступило"),
        ("Поступило=300.50", "Поступило=300.51", "ВсегоПоступило: '300.51', expected the sum of the payments, 30050"),
        ("Списано=35.00", "Списано=34.00", "ВсегоСписано: '34.00', expected the sum of the payments, 3500 minor"),
        (
            "ДатаНачала=02.03.2026\nДатаКонца=02.03.2026\nРасчСчет=40702810900000000001\nН",
            "ДатаНачала=02.03.2026\nДатаКонца=01.03.2026\nРасчСчет=40702810900000000001\nН",
            "line 8, ДатаКонца: '01.03.2026', expected a day not before",
        ),
        ("Кодировка=Windows", "Кодировка=KOI8", "no Кодировка that is true"),
    ],
)
def test_a_text_of_1c_says_its_line(tmp_path: Path, old: str, new: str, expected: str) -> None:
    assert old in ONE_C
    assert expected in said(write(tmp_path, ONE_C.replace(old, new), "cp1251"))


def test_periods_of_one_account_do_not_overlap(tmp_path: Path) -> None:
    section = ONE_C[ONE_C.index("СекцияРасчСчет") : ONE_C.index("СекцияДокумент")]
    assert said(write(tmp_path, ONE_C.replace(section, section * 2), "cp1251")) == (
        f"statement.any, account {OURS}: periods overlap, expected one СекцияРасчСчет for each"
    )
    assert said(write(tmp_path, ONE_C.replace(section, ""), "cp1251")).startswith("statement.any: no СекцияРасчСчет")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("account,", "", "statement.any: the header is 'currency,number"),
        ("-35", "-35.001", "row 2, amount: '-35.001', expected an amount of CNY: digits with at most 2 decimals"),
        ("-35", "-0", "row 2, amount: '-0', expected an amount of CNY"),
        ("-35", "", "row 2, amount: '', expected an amount of CNY"),
        ("S/3,,-35,2026-03-02", "S/3,,-35,2026-3-2", "row 2, day: '2026-3-2', expected a day from 2000 to 2099"),
        ("S/3", "", "row 2, reference: '', expected 1 to 140 printable characters"),
        (",fee", ",fee,", "row 2: 14 cells, expected 13"),
        (",fee", "", "row 2: 12 cells, expected 13"),
        (",fee", ',"fee"x', "line 3: ',' expected after '\"', expected CSV"),
        (",fee", ',"fee', "line 4: unexpected end of data, expected CSV"),
        ("165.50,2,", "165.50,3,", "row 1, entries: '3', expected the number of the statement's rows, here 2"),
        ("165.50,2,", "165.50,0,", "row 1, entries: '0', expected the number of the statement's rows, here 2"),
        ("165.50,0,,", "165.50,0,x,", "row 3, reference: 'x', expected an empty cell of a statement without entries"),
        ("2026-03-03,2026-03-03", "2026-03-03,2026-03-02", "row 3, last_day: '2026-03-02', expected a day not bef"),
        ("CNY,42", "XAU,42", "row 3, currency: 'XAU', expected a currency, one of"),
        ("CNY,42", "CNY,四", "row 3, number: '四', expected a number of at most 18 digits, not 0"),
    ],
)
def test_a_table_says_its_row(tmp_path: Path, old: str, new: str, expected: str) -> None:
    assert expected in said(write(tmp_path, TABLE.replace(old, new)))


def test_what_is_said_of_an_encoding_has_to_be_known_and_true(tmp_path: Path) -> None:
    path = write(tmp_path, TABLE, "utf-8-sig")
    assert "begins as UTF-8, expected gb18030 as was said" in said(path, "gb18030")
    assert said(path, "rot13") == "encoding 'rot13', expected one of utf-8, gb18030, cp1251, cp866"
    assert said(path, "x\0") == "encoding 'x\\x00', expected one of utf-8, gb18030, cp1251, cp866"
    assert said(write(tmp_path, TABLE.partition("\n")[0] + "\n")) == "statement.any: no rows, expected a statement"


def test_no_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    assert said(tmp_path / "no") == f"{tmp_path / 'no'}: no such file"
    assert said(tmp_path) == f"{tmp_path}: no such file"


def test_elements_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(camt053, "MOST_ELEMENTS", 20)
    assert said(write(tmp_path, CAMT)) == "statement.any: expected at most 20 elements, 40 deep"


pieces = st.sampled_from([CAMT, CAMT_OLD, ONE_C, ONE_C.replace("Windows", "UTF-8"), TABLE])


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A good file in some encoding with bytes put in, taken out or written over."""
    raw = draw(pieces).encode(draw(st.sampled_from(["utf-8", "cp1251", "gb18030"])), "replace")
    at = draw(st.integers(0, len(raw)))
    return raw[:at] + draw(st.binary(max_size=8)) + raw[at + draw(st.integers(0, 40)) :]


@given(st.one_of(st.binary(), damaged()), st.sampled_from([None, "utf-8", "gb18030", "cp1251", "cp866"]))
@example(b"<", None)
@example(b"1CClientBankExchange", "cp1251")
@example(HEADER.encode() + b"\n\r\n", None)
def test_any_bytes_are_statements_or_bad_input(raw: bytes, encoding: str | None) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = write(Path(folder), raw)
        try:
            found, refused = read_statement(path, encoding), ""
        except BadInput as error:
            found, refused = [], str(error)
    assert bool(found) != bool(refused)
    assert "\n" not in refused
    assert all(isinstance(one, Statement) for one in found)
