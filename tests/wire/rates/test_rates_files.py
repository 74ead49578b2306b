"""Every bank's layout gives its digits, and each kind of defect is one line that says where."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from tearoad.customs.rates import Policy, Rates, Series, joined
from tearoad.terms.days import day_number
from tearoad.terms.refusal import BadInput
from tearoad.wire.rates import files
from tearoad.wire.rates.ecb import ecb_history, parse_history
from tearoad.wire.rates.files import read_rates
from tearoad.wire.shipped import corridor_folder

CBR_DAILY = """<?xml version="1.0" encoding="windows-1251"?>
<ValCurs Date="02.03.2022" name="Foreign Currency Market">
<Valute ID="R01235"><NumCode>840</NumCode><CharCode>USD</CharCode><Nominal>1</Nominal><Name>Доллар США</Name>
<Value>91,7457</Value><VunitRate>91,7457</VunitRate></Valute>
<Valute ID="R01820"><NumCode>392</NumCode><CharCode>JPY</CharCode><Nominal>100</Nominal><Name>Японских иен</Name>
<Value>79,6819</Value><VunitRate>0,796819</VunitRate></Valute>
</ValCurs>"""
CBR_DYNAMIC = """<?xml version="1.0" encoding="windows-1251"?>
<ValCurs ID="R01375" DateRange1="01.03.2022" DateRange2="03.03.2022" name="Foreign Currency Market Dynamic">
<Record Date="02.03.2022" Id="R01375"><Nominal>10</Nominal><Value>145,2987</Value></Record>
<Record Date="03.03.2022" Id="R01375"><Nominal>1</Nominal><Value>16,3251</Value><VunitRate>16,3251</VunitRate></Record>
</ValCurs>"""
CBR_CSV = 'nominal;data;curs;cdx\n1;05.03.2022;"116,5312";Евро\n1;04.03.2022;124,0161;ЕВРО\n'
NBK_DAILY = """<?xml version="1.0" encoding="utf-8"?>
<rates><generator>Alternate RSS Builder</generator><title>Official exchange rates</title><date>24.11.2026</date>
<item><fullname>ДОЛЛАР США</fullname><title>USD</title><description>519.33</description><quant>1</quant></item>
<item><fullname>АРМЯНСКИЙ ДРАМ</fullname>
<title>AMD</title><description>13,5</description><quant>10</quant></item></rates>"""
NBK_RSS = """<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Official exchange rates</title>
<item><title>RUB</title><pubDate>03.04.2024</pubDate><description>4.85</description><quant>1</quant>
<index>UP</index><change>+0.02</change></item></channel></rss>"""
NBK_NONE = "<rates><date>10.01.2018</date><info>на выбранную дату информации нет.</info></rates>"
NBRB_DAILY = """<?xml version="1.0" encoding="utf-8"?>
<DailyExRates Date="02/21/2023"><Currency Id="431"><NumCode>840</NumCode><CharCode>USD</CharCode><Scale>1</Scale>
<Name>Доллар США</Name><Rate>2.789</Rate></Currency><Currency Id="512"><NumCode>704</NumCode><CharCode>VND</CharCode>
<Scale>100000</Scale><Name>Донгов</Name><Rate>11.7481</Rate></Currency></DailyExRates>"""
NBRB_JSON = """[{"Cur_ID":456,"Date":"2026-10-03T00:00:00","Cur_Abbreviation":"RUB","Cur_Scale":100,
"Cur_Name":"Российских рублей","Cur_OfficialRate":3.5104}]"""
NBRB_CSV = "Cur_ID,Date,Cur_Abbreviation,Cur_Scale,Cur_Name,Cur_OfficialRate\n456,2026-10-03,RUB,100,Рублей,3.5104\n"
TABLE = """day,bank,base,quote,rate,nominal,status,source
2024-01-10,PBC,USD,CNY,7.1057,,published,safe.gov.cn
2024-01-10,PBC,JPY,CNY,4.9224,100,,safe.gov.cn
2024-01-10,HMRC,GBP,CNY,9.0414,,published,gov.uk
2024-01-10,,EUR,KZT,497.5,,assumed,a guess
"""
HEAD = "day,bank,base,quote,rate,nominal,status,source\n"


def write(folder: Path, text: str, name: str = "rates.any") -> Path:
    path = folder / name
    path.write_bytes(text.encode("windows-1251" if "windows-1251" in text else "utf-8"))
    return path


def said(found: list[Series], bank: str, currency: str) -> dict[date, Fraction]:
    """How much of the bank's own currency one unit is worth, by day."""
    (one,) = [series for series in found if (series.bank, series.currency) == (bank, currency)]
    days = [date.fromordinal(date(1970, 1, 1).toordinal() + day) for day in one.days.tolist()]
    return dict(zip(days, map(Fraction, one.base_units.tolist(), one.units.tolist()), strict=True))


@pytest.mark.parametrize(
    ("text", "bank", "base", "currency", "day", "worth"),
    [
        (CBR_DAILY, "CBR", "RUB", "USD", date(2022, 3, 2), Fraction("91.7457")),
        (CBR_DAILY, "CBR", "RUB", "JPY", date(2022, 3, 2), Fraction("0.796819")),
        (CBR_DYNAMIC, "CBR", "RUB", "CNY", date(2022, 3, 2), Fraction("14.52987")),
        (CBR_DYNAMIC, "CBR", "RUB", "CNY", date(2022, 3, 3), Fraction("16.3251")),
        (CBR_CSV, "CBR", "RUB", "EUR", date(2022, 3, 5), Fraction("116.5312")),
        (CBR_CSV, "CBR", "RUB", "EUR", date(2022, 3, 4), Fraction("124.0161")),
        (NBK_DAILY, "NBK", "KZT", "USD", date(2026, 11, 24), Fraction("519.33")),
        (NBK_DAILY, "NBK", "KZT", "AMD", date(2026, 11, 24), Fraction("1.35")),
        (NBK_RSS, "NBK", "KZT", "RUB", date(2024, 4, 3), Fraction("4.85")),
        (NBRB_DAILY, "NBRB", "BYN", "USD", date(2023, 2, 21), Fraction("2.789")),
        (NBRB_DAILY, "NBRB", "BYN", "VND", date(2023, 2, 21), Fraction("0.000117481")),
        (NBRB_JSON, "NBRB", "BYN", "RUB", date(2026, 10, 3), Fraction("0.035104")),
        (NBRB_JSON[1:-1], "NBRB", "BYN", "RUB", date(2026, 10, 3), Fraction("0.035104")),
        (NBRB_CSV, "NBRB", "BYN", "RUB", date(2026, 10, 3), Fraction("0.035104")),
        (TABLE, "PBC", "CNY", "USD", date(2024, 1, 10), Fraction("7.1057")),
        (TABLE, "PBC", "CNY", "JPY", date(2024, 1, 10), Fraction("0.049224")),
        (TABLE, "HMRC", "GBP", "CNY", date(2024, 1, 10), 1 / Fraction("9.0414")),
        (TABLE, "assumed", "EUR", "KZT", date(2024, 1, 10), 1 / Fraction("497.5")),
        ("\ufeff" + TABLE.replace(",", ";"), "PBC", "CNY", "USD", date(2024, 1, 10), Fraction("7.1057")),
    ],
)
def test_each_layout_gives_its_digits(
    tmp_path: Path, text: str, bank: str, base: str, currency: str, day: date, worth: Fraction
) -> None:
    found = read_rates(write(tmp_path, text))
    assert said(found, bank, currency)[day] == worth
    (one,) = [series for series in found if (series.bank, series.currency) == (bank, currency)]
    assert one.base == base
    assert one.assumed == (bank == "assumed")
    assert one.source


def test_a_folder_of_files_is_one_set_of_series(tmp_path: Path) -> None:
    write(tmp_path, CBR_DAILY, "1.xml")
    write(tmp_path, CBR_DAILY.replace("02.03.2022", "03.03.2022").replace("91,7457", "103,2487"), "2.xml")
    write(tmp_path, CBR_DAILY, "again.xml")
    write(tmp_path, NBK_NONE, "none.xml")
    write(tmp_path, "rubbish", ".hidden")
    found = read_rates(tmp_path)
    assert [(series.bank, series.currency) for series in found] == [("CBR", "JPY"), ("CBR", "USD")]
    expected = {date(2022, 3, 2): Fraction("91.7457"), date(2022, 3, 3): Fraction("103.2487")}
    assert said(found, "CBR", "USD") == expected
    write(tmp_path, CBR_DAILY.replace("91,7457", "91,7458"), "other.xml")
    with pytest.raises(BadInput) as error:
        read_rates(tmp_path)
    assert str(error.value) == (
        "other.xml, row 1, column Value: '91,7458', expected 91,7457 for that day as in 1.xml, row 1"
    )


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (CBR_DAILY.replace("91,7457", "0,0000"), "row 1, column Value: '0,0000', expected a positive decimal with ','"),
        (CBR_DAILY.replace("91,7457", "-91,7"), "row 1, column Value: '-91,7', expected a positive decimal"),
        (CBR_DAILY.replace("79,6819", "1e9"), "row 2, column Value: '1e9', expected a positive decimal"),
        (CBR_DAILY.replace("79,6819", "999999999,99999999"), "row 2, column Value: .* expected a rate of nine digits"),
        (CBR_DAILY.replace(">100<", ">0<"), "row 2, column Nominal: '0', expected a whole number from 1"),
        (CBR_DAILY.replace(">JPY<", ">yen<"), "row 2, column CharCode: 'yen', expected a currency code"),
        (CBR_DAILY.replace(">JPY<", ">RUB<"), "row 2, column Value: .* another currency than RUB"),
        (CBR_DAILY.replace("02.03.2022", "31.02.2022"), "row 1, column Date: '31.02.2022', expected a day, DD.MM.YYYY"),
        (CBR_DAILY.replace("02.03.2022", "02.03.1997"), "row 1, column Date: .* expected a day from 2001-01-01 on"),
        (CBR_DAILY.replace(' Date="02.03.2022"', ""), "row 1, column Date: None, expected a day"),
        (CBR_DAILY.replace("</Valute>", ""), "rates.any: .*, expected XML"),
        (CBR_DAILY.replace("windows-1251", "koi8-r"), "encoding 'koi8-r', expected utf-8 or windows-1251"),
        (CBR_DYNAMIC.replace("R01375", "R99999"), "row 1, column Id: 'R99999', expected an id"),
        (CBR_CSV.replace("ЕВРО", "Золото"), "row 2, column cdx: 'Золото', expected one of евро"),
        (CBR_CSV.replace("05.03.2022", "3/5/2022"), "row 1, column data: '3/5/2022', expected a day, DD.MM.YYYY"),
        (NBK_RSS.replace("<quant>1</quant>", ""), "row 1, column quant: None, expected a whole number"),
        (
            NBRB_DAILY.replace("02/21/2023", "21/02/2023"),
            "row 1, column Date: '21/02/2023', expected a day, MM/DD/YYYY",
        ),
        (NBRB_DAILY.replace("02/21/2023", "06/30/2016"), "row 1, column Date: .* from 2016-07-01 on"),
        ("<DailyExRates />", "no rates in it"),
        ("<html><body>404</body></html>", "root element 'html', expected ValCurs"),
        ('<!DOCTYPE ValCurs [<!ENTITY a "b">]>' + CBR_DYNAMIC.partition("\n")[2], "a document type or an entity"),
        (NBRB_JSON.replace("3.5104", "null"), "row 1, column Cur_OfficialRate: None, expected a positive decimal"),
        (NBRB_JSON.replace("3.5104", "NaN"), "row 1, column Cur_OfficialRate: nan, expected a positive decimal"),
        (NBRB_JSON.replace("3.5104", "3.5e-4"), "row 1, column Cur_OfficialRate: '3.5e-4', expected a positive"),
        (
            '[{"Cur_ID":431,"Date":"2026-10-03T00:00:00","Cur_OfficialRate":3.1}]',
            "row 1, column Cur_Abbreviation: None",
        ),
        ("[1]", "row 1: expected an object"),
        (NBRB_JSON[:-1], "expected JSON"),
        ("[" * 100_000, "expected JSON"),
        ("", "the header is '', expected the columns day, base, quote, rate, source"),
        ("day,base,rate,source\n", "the header is 'day,base,rate,source', expected the columns"),
        (HEAD, "no rates in it"),
        (HEAD + "2024-13-10,PBC,USD,CNY,7.1,,,s\n", "row 1, column day: '2024-13-10', expected a day, YYYY-MM-DD"),
        (
            HEAD + '2024-01-10,PBC,USD,CNY,"7,1",,,s\n',
            "row 1, column rate: '7,1', expected a positive decimal with '.'",
        ),
        (HEAD + "2024-01-10,PBC,USD,CNY,7.1,,,\n", "row 1, column source: '', expected who says so"),
        (HEAD + "2024-01-10,,USD,CNY,7.1,,,s\n", "row 1, column bank: '', expected the bank that published"),
        (HEAD + "2024-01-10,PBC,USD,CNY,7.1,,assumed,s\n", "row 1, column bank: 'PBC', expected nothing or 'assumed'"),
        (HEAD + "2024-01-10,PBC,USD,CNY,7.1,,perhaps,s\n", "row 1, column status: 'perhaps', expected published or"),
        (HEAD + "2024-01-10,PBC,USD,EUR,1.1,,,s\n", "row 1, column base: 'USD', expected CNY as base or quote"),
        (HEAD + "2024-01-10,PBC,CNY,CNY,1,,,s\n", "row 1, column rate: '1', expected the rate of another currency"),
        (HEAD + "2024-01-10,PBC,USD,CNY\n", "row 1, column rate: None, expected a positive decimal"),
        (
            HEAD + "2024-01-10,,EUR,KZT,500,,assumed,s\n2024-01-10,,USD,KZT,450,,assumed,s\n",
            "row 2, column base: 'USD', expected EUR as in rates.any, row 1",
        ),
        (
            HEAD + "2024-01-10,PBC,USD,CNY,7.1,,,s\n2024-01-10,PBC,USD,CNY,7.10,,,s\n2024-01-10,PBC,USD,CNY,7.2,,,s\n",
            "row 3, column rate: '7.2', expected 7.1 for that day as in rates.any, row 1",
        ),
    ],
)
def test_each_defect_is_one_line_that_says_where(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(BadInput, match=complaint) as error:
        read_rates(write(tmp_path, text))
    assert str(error.value).startswith("rates.any")
    assert "\n" not in str(error.value)


def test_what_is_checked_for_entities_is_what_is_parsed(tmp_path: Path) -> None:
    bomb = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a [<!ENTITY b "c">]><ValCurs>&b;</ValCurs>'
    path = tmp_path / "rates.xml"
    for content in (bomb.encode("utf-16"), bomb.encode("utf-16-le"), bomb.encode()):
        path.write_bytes(content)
        with pytest.raises(BadInput):
            read_rates(path)


def test_files_are_bounded_and_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadInput, match="No such file"):
        read_rates(tmp_path / "absent.csv")
    with pytest.raises(BadInput, match="no file in it"):
        read_rates(tmp_path)
    path = write(tmp_path, CBR_CSV)
    monkeypatch.setattr(files, "LARGEST_BYTES", path.stat().st_size)
    assert read_rates(path)
    monkeypatch.setattr(files, "LARGEST_BYTES", path.stat().st_size - 1)
    with pytest.raises(BadInput, match="more than"):
        read_rates(path)


def test_the_corridors_own_table_is_assumed() -> None:
    found = read_rates(corridor_folder("china-russia") / "rates.csv")
    assert [series.currency for series in found] == ["BYN", "CNY", "GBP", "KZT", "RUB", "USD"]
    assert {(series.bank, series.base, series.assumed, len(series.days)) for series in found} == {
        ("assumed", "EUR", True, 96)
    }
    assert said(found, "assumed", "RUB")[date(2020, 2, 1)] == 1 / Fraction("82.4167")
    rates = Rates(joined([*ecb_history(), *found]), ("ECB", "assumed"))
    compiled = rates.compiled([Policy("CBR", "acceptance", 5)], ["CNY"])
    for day, bank in ((date(2022, 3, 5), "ECB"), (date(2024, 6, 1), "assumed")):
        place = int(compiled.series[0, 0, day_number(day) - compiled.first_day])
        assert rates.series[place].bank == bank
        assert rates.series[place].currency == "CNY"


def test_the_history_of_the_ecb() -> None:
    found = ecb_history()
    yuan, roubles = said(found, "ECB", "CNY"), said(found, "ECB", "RUB")
    assert yuan[date(2022, 2, 28)] == 1 / Fraction("7.067")
    assert yuan[date(2022, 3, 2)] == 1 / Fraction("7.0153")
    assert roubles[date(2022, 3, 1)] == 1 / Fraction("117.201")
    assert max(roubles) == date(2022, 3, 1)
    assert date(2022, 2, 27) not in yuan  # a Sunday
    assert min(yuan) >= date(2005, 1, 1)
    assert {series.base for series in found} == {"EUR"}
    assert not {"KZT", "BYN"} & {series.currency for series in found}
    assert said(found, "ECB", "CYP")[date(1999, 1, 4)] == 1 / Fraction("0.58231")
    compiled = Rates(tuple(found)).compiled([Policy("ECB", "acceptance", 7)], ["RUB"])
    covered = [day_number(date(2022, 3, day)) - compiled.first_day for day in (8, 9)]
    assert (compiled.units[0, 0, covered] > 0).tolist() == [True, False]


def test_a_history_that_is_not_as_expected_is_refused() -> None:
    head = b"Date,USD,CNY,\n"
    (dollar,) = parse_history(head + b"2024-01-03,N/A,,\n2024-01-02,1.0956,N/A,\n", "s")
    assert (dollar.units.tolist(), dollar.base_units.tolist()) == ([2_739], [2_500])
    for body, complaint in (
        (b"2024-01-03,1.1,8,\n2024-01-02,1.0956,x,\n", r"row 2, column CNY: 'x', expected a rate or N/A"),
        (b"2024-01-03,-1.1,8,\n", r"row 1, column USD: '-1.1'"),
        (b"2024-01-03,0.0,8,\n", r"ECB, USD on 2024-01-03: not a positive rate"),
        (b"03.01.2024,1.1,8,\n", r"eurofxref-hist.csv: "),
        (b"2024-01-03,1.1,8,\n2024-01-03,1.1,8,\n", "the same day twice"),
    ):
        with pytest.raises(BadInput, match=complaint):
            parse_history(head + body, "s")
    with pytest.raises(BadInput, match=r"eurofxref-hist.csv: "):
        parse_history(b"<html>", "s")
