"""Orders read alike from every kind of file, and each defect is one line that says where."""

import gzip
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tearoad.operations.asked import orders_of
from tearoad.terms.refusal import BadInput
from tearoad.wire.orders.lines import read_orders
from tearoad.wire.orders.mapping import read_mapping

HEADER = "order,buyer,sku,quantity,placed_at,destination,payment,currency,unit_price,weight_grams"
ROW = "A1,Anna,tea-1,2,2026-01-05T10:00:00+03:00,kazan,card,RUB,199.90,250"
REAL = Path(__file__).resolve().parents[4] / "shared" / "data" / "online_retail_france.csv.gz"


def written(path: Path, *rows: str, header: str = HEADER) -> Path:
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def test_every_kind_of_file_reads_alike(tmp_path: Path) -> None:
    plain = written(tmp_path / "a.csv", ROW, ROW.replace("A1", "A2"))
    lines = read_orders(plain)
    assert (lines[0].quantity, lines[0].unit_price_minor, lines[0].placed_at) == (2, 19_990, 1_767_596_400)
    zipped, marked, table = tmp_path / "a.csv.gz", tmp_path / "b.csv", tmp_path / "a.parquet"
    zipped.write_bytes(gzip.compress(plain.read_bytes()))
    marked.write_bytes(b"\xef\xbb\xbf" + plain.read_bytes())
    pl.read_csv(plain, infer_schema=True).write_parquet(table)
    assert read_orders(zipped) == read_orders(marked) == lines
    assert [line._replace(unit_price_minor=19_990) for line in read_orders(table)] == lines


def test_times_are_shifted_by_whole_days(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", ROW, ROW.replace("01-05", "01-07"))
    plain, moved = read_orders(path), read_orders(path, first_day=date(2026, 3, 1))
    assert {b.placed_at - a.placed_at for a, b in zip(plain, moved, strict=True)} == {55 * 86_400}


DEFECTS = [
    (ROW.replace(",2,", ",two,"), "row 1, column quantity: 'two', expected a whole number"),
    (ROW.replace(",2,", ",0,"), "row 1, column quantity: '0'"),
    (ROW.replace("2026-01-05", "2026-13-05"), "row 1, column placed_at"),
    (ROW.replace("2026-01-05", "1026-01-05"), "row 1, column placed_at"),
    (ROW.replace("RUB", "XXX"), "row 1, column currency: 'XXX', expected a currency, one of "),
    (ROW.replace(",250", ",-250"), "row 1, column weight_grams: '-250', expected a whole number of grams"),
    (ROW.replace("199.90", "1e99"), "row 1, column unit_price"),
    (ROW.replace("199.90", "nan"), "row 1, column unit_price"),
    (ROW.replace("199.90", "1.999"), "row 1, column unit_price"),
    (ROW.replace("card", "barter"), "row 1, column payment: 'barter', expected one of card, wallet, cod"),
    (ROW.replace("A1", ""), "row 1, column order: ''"),
    (
        ROW.replace("tea-1", "tea\0"),
        "row 1, column sku: 'tea\\x00', expected a product's code, without a NUL character",
    ),
    (ROW.replace("kazan", "ka\0zan"), "row 1, column destination: 'ka\\x00zan'"),
    (ROW + ",7,8", "not a whole CSV file"),
]


@pytest.mark.parametrize(("row", "said"), DEFECTS)
def test_a_bad_cell_is_one_line(tmp_path: Path, row: str, said: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_orders(written(tmp_path / "a.csv", row))
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_whole_files_that_cannot_be_read(tmp_path: Path) -> None:
    good = written(tmp_path / "good.csv", ROW)
    cut, parquet = tmp_path / "cut.csv.gz", tmp_path / "cut.parquet"
    cut.write_bytes(gzip.compress(good.read_bytes())[:-9])
    pl.read_csv(good).write_parquet(parquet)
    parquet.write_bytes(parquet.read_bytes()[:-30])
    other = tmp_path / "other.csv"
    other.write_bytes(good.read_text().replace("Anna", "Анна").encode("cp1251"))
    for path, said in (
        (cut, "not a whole gzip file"),
        (parquet, "not a whole Parquet file"),
        (other, "row 1: byte 0xc0 is not utf-8; a mapping names another encoding"),
        (tmp_path / "none.csv", "no such file"),
        (tmp_path, "directory"),
        (written(tmp_path / "short.csv", header=HEADER.replace("sku,", "")), "column sku: missing"),
        (written(tmp_path / "more.csv", header=HEADER + ",colour"), "column colour: unknown"),
    ):
        with pytest.raises(BadInput) as caught:
            read_orders(path)
        assert said in str(caught.value)


def test_lines_of_one_order_agree(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", ROW, ROW.replace("kazan", "perm"))
    with pytest.raises(BadInput, match="row 2: order A1 names destination 'perm', row 1 'kazan'"):
        orders_of(read_orders(path))


@given(st.binary(max_size=300))
def test_no_bytes_do_more_than_be_refused(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "fuzz.csv"
    path.write_bytes(content)
    with pytest.raises(BadInput):
        read_orders(path)


MAPPING = """[columns]
order = "o"
[constants]
buyer = "b"
sku = "s"
quantity = "1"
placed_at = "2026-01-01"
destination = "kazan"
payment = "card"
"""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("colour = 1\n" + MAPPING, "'colour' is not a word of a mapping"),
        (MAPPING.replace("order =", "ordre ="), "[columns] ordre"),
        (MAPPING.replace('payment = "card"\n', ""), "nothing gives payment"),
        ('encoding = "klingon"\n' + MAPPING, "encoding: 'klingon' is not known"),
        ("weight_grams = -1\n" + MAPPING, "weight_grams: -1"),
        ("from = 'x'\n" + MAPPING, "from: 'x', expected date"),
        ("= 1", "Invalid"),
    ],
)
def test_a_bad_mapping_is_one_line(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "map.toml"
    path.write_text(text)
    with pytest.raises(BadInput) as caught:
        read_mapping(str(path))
    assert said in str(caught.value)


def test_a_mapping_sends_other_columns_encodings_and_places(tmp_path: Path) -> None:
    path = tmp_path / "map.toml"
    path.write_text(
        'encoding = "cp1251"\n' + MAPPING.replace('destination = "kazan"\n', "") + '[places]\n"*" = "perm"\n',
        encoding="utf-8",
    )
    text = path.read_text().replace("[columns]\n", '[columns]\ndestination = "где"\n')
    path.write_text(text)
    orders = tmp_path / "orders.csv"
    orders.write_bytes("o,где,лишнее\n7,Казань,-\n".encode("cp1251"))
    line = read_orders(orders, read_mapping(str(path)))[0]
    assert (line.order, line.destination, line.quantity) == ("7", "perm", 1)
    with pytest.raises(BadInput, match=r"online_retail\.toml"):
        read_mapping("nothing.toml")


@pytest.mark.skipif(not REAL.exists(), reason="the real invoices are not here: shared/data/online_retail_france.csv.gz")
def test_the_real_invoices_read_whole() -> None:
    lines = read_orders(REAL, read_mapping("online_retail.toml"))
    assert len(lines) == 8_557
    assert sum(line.quantity < 0 for line in lines) == 149
    assert sum(not line.goods for line in lines) == 323
    assert sum(line.buyer == "" for line in lines) == 66
    assert len(orders_of(lines)) == 461
