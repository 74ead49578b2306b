"""Rates as the central banks of Russia, Kazakhstan and Belarus publish them. All say rates in their own currency.

Bank of Russia (CBR). XML_daily.asp: `ValCurs` with the Date from which the rates hold, `Valute` with CharCode,
Nominal and Value, a decimal comma, windows-1251. XML_dynamic.asp: `ValCurs` with ID, `Record` with Date, Id, Nominal
and Value. The site's spreadsheet of one currency saved as CSV: nominal;data;curs;cdx, with the currency in words. All
three, and the ids of `CBR_IDS`, were seen in answers and lists that public repositories keep. Of `CBR_NAMES` euro,
dollar and lira were seen in such a CSV; the others are as in the daily list, or from memory.

National Bank of Kazakhstan (NBK). get_rates.cfm: `rates` with date and `item` with title (the code), description (the
rate) and quant (how many); rates_all.xml: `rss/channel/item` with the same and a pubDate. Both seen; also a decimal
comma, and that a day without rates is answered with an `info` and no item.

National Bank of Belarus (NBRB). XmlExRates.aspx: `DailyExRates` with Date (month first) and `Currency` with CharCode,
Scale and Rate. The API's JSON: Date, Cur_Abbreviation, Cur_Scale, Cur_OfficialRate. Both seen. A CSV with the API's
names is what people make of it. The dynamics of the API name no currency and no scale and cannot be read.
"""

from collections.abc import Iterable, Iterator
from itertools import chain
from xml.etree import ElementTree

from tearoad.terms.refusal import BadInput
from tearoad.wire.rates.table import Quote, Record

CBR_COLUMNS = ("nominal", "data", "curs", "cdx")
NBRB_COLUMNS = ("Date", "Cur_Abbreviation", "Cur_Scale", "Cur_OfficialRate")
CBR_SOURCE = "Bank of Russia, official exchange rates"
NBK_SOURCE = "National Bank of Kazakhstan, official exchange rates"
NBRB_SOURCE = "National Bank of the Republic of Belarus, official exchange rates"
CBR_IDS = {
    "R01010": "AUD", "R01020A": "AZN", "R01035": "GBP", "R01060": "AMD", "R01090B": "BYN", "R01100": "BGN",
    "R01115": "BRL", "R01135": "HUF", "R01150": "VND", "R01200": "HKD", "R01210": "GEL", "R01215": "DKK",
    "R01230": "AED", "R01235": "USD", "R01239": "EUR", "R01240": "EGP", "R01270": "INR", "R01280": "IDR",
    "R01335": "KZT", "R01350": "CAD", "R01355": "QAR", "R01370": "KGS", "R01375": "CNY", "R01500": "MDL",
    "R01530": "NZD", "R01535": "NOK", "R01565": "PLN", "R01585F": "RON", "R01589": "XDR", "R01625": "SGD",
    "R01670": "TJS", "R01675": "THB", "R01700J": "TRY", "R01710A": "TMT", "R01717": "UZS", "R01720": "UAH",
    "R01760": "CZK", "R01770": "SEK", "R01775": "CHF", "R01805F": "RSD", "R01810": "ZAR", "R01815": "KRW",
    "R01820": "JPY",
}  # fmt: skip
CBR_NAMES = {
    "евро": "EUR", "доллар сша": "USD", "турецкая лира": "TRY", "китайский юань": "CNY", "юань": "CNY",
    "белорусский рубль": "BYN", "тенге": "KZT", "казахстанский тенге": "KZT", "японская иена": "JPY",
    "гонконгский доллар": "HKD", "швейцарский франк": "CHF", "фунт стерлингов": "GBP",
    "фунт стерлингов соединенного королевства": "GBP",
}  # fmt: skip


def xml_quotes(file: str, root: ElementTree.Element) -> Iterator[Quote]:
    """The rates of one XML answer of any of the three banks, told by its root."""
    if root.tag == "ValCurs":
        return chain(_cbr_daily(file, root), _cbr_dynamic(file, root))
    if root.tag in ("rates", "rss"):
        return _nbk(file, root)
    if root.tag == "DailyExRates":
        return _nbrb_daily(file, root)
    raise BadInput(f"{file}: root element {root.tag!r}, expected ValCurs, rates, rss or DailyExRates")


def cbr_csv_quotes(rows: Iterable[Record]) -> Iterator[Quote]:
    """The Bank of Russia's spreadsheet of one currency's dynamics, saved as CSV."""
    for row in rows:
        name = row.text("cdx").casefold()
        if name not in CBR_NAMES:
            raise row.wrong("cdx", f"one of {', '.join(CBR_NAMES)}")
        yield _per_units(row, "CBR", CBR_NAMES[name], ("data", "DD.MM.YYYY"), ("nominal", "curs"))


def nbrb_api_quotes(rows: Iterable[Record]) -> Iterator[Quote]:
    """Objects, or rows, with the names of the API of the National Bank of Belarus."""
    for row in rows:
        currency = row.currency("Cur_Abbreviation")
        yield _per_units(row, "NBRB", currency, ("Date", "YYYY-MM-DD"), ("Cur_Scale", "Cur_OfficialRate"))


def _cbr_daily(file: str, root: ElementTree.Element) -> Iterator[Quote]:
    for number, element in enumerate(root.iterfind("Valute"), 1):
        row = _record(file, number, element, Date=root.get("Date"))
        yield _per_units(row, "CBR", row.currency("CharCode"), ("Date", "DD.MM.YYYY"), ("Nominal", "Value"))


def _cbr_dynamic(file: str, root: ElementTree.Element) -> Iterator[Quote]:
    for number, element in enumerate(root.iterfind("Record"), 1):
        row = _record(file, number, element, Id=root.get("ID"))
        currency = CBR_IDS.get(row.text("Id", "an id such as R01235"))
        if currency is None:
            raise row.wrong("Id", "an id of today's daily list, such as R01235")
        yield _per_units(row, "CBR", currency, ("Date", "DD.MM.YYYY"), ("Nominal", "Value"))


def _nbk(file: str, root: ElementTree.Element) -> Iterator[Quote]:
    for number, element in enumerate(root.iter("item"), 1):
        row = _record(file, number, element, date=root.findtext("date"))
        dated = "pubDate" if row.cells.get("pubDate") else "date"
        yield _per_units(row, "NBK", row.currency("title"), (dated, "DD.MM.YYYY"), ("quant", "description"))


def _nbrb_daily(file: str, root: ElementTree.Element) -> Iterator[Quote]:
    for number, element in enumerate(root.iter("Currency"), 1):
        row = _record(file, number, element, Date=root.get("Date"))
        yield _per_units(row, "NBRB", row.currency("CharCode"), ("Date", "MM/DD/YYYY"), ("Scale", "Rate"))


def _record(file: str, number: int, element: ElementTree.Element, **around: str | None) -> Record:
    """An element's children and attributes by name; `around` is what the whole answer says."""
    return Record(file, number, {**around, **element.attrib, **{child.tag: child.text for child in element}})


def _per_units(row: Record, bank: str, currency: str, dated: tuple[str, str], columns: tuple[str, str]) -> Quote:
    """So many units of a currency are worth a value in the bank's own: `columns` names both."""
    counted, valued = columns
    own, source = {"CBR": ("RUB", CBR_SOURCE), "NBK": ("KZT", NBK_SOURCE), "NBRB": ("BYN", NBRB_SOURCE)}[bank]
    digits, scale = row.ratio(valued, "," if "," in str(row.cells.get(valued)) else ".")
    terms = row.count(counted) * scale, digits
    return row.quote(valued, bank, (currency, own), row.day(*dated, bank), terms, source)
