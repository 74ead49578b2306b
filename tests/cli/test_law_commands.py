"""The law by the operator's door: quotes, files and the book itself; statuses 0, 1 and 2; one line for bad input."""

import gzip
import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tearoad.boot.goods_files import assess_file
from tearoad.boot.law import applied_law
from tearoad.cli.bench_law import bench_law
from tearoad.terms.refusal import BadInput

QUOTE = {"--from": "CN", "--to": "RU", "--hs": "851713", "--value": "350", "--currency": "EUR", "--weight": "5kg",
         "--on": "2026-08-01"}  # fmt: skip
REFORM = """jurisdiction: EAEU
currency: EUR
exchange: { day: acceptance, carried_days: 14 }
checked_by: nobody
kind: duty
territories: [RU, KZ]
not_origins: [AM, BY, KG, KZ, RU]
status: in force
source: a what-if
source_date: 2026-11-24
tracks:
  - track: duty on e-commerce goods
    subjects: [ecommerce]
    rules:
      - { id: eaeu-ecommerce-2026, from: 2026-07-01, until: 2027-06-01, over_minor: 10000, ad_valorem: 1000 }
      - { id: what-if-2027, from: 2027-06-01, until: 2029-01-01, over_minor: 5000, ad_valorem: 2000 }
"""
GOODS = pl.DataFrame(
    {
        "parcel_id": ["a", "a", "b", "c", "d", "e"],
        "hs": ["851713", "610910", "851713", "851713", "392690", "85171"],
        "quantity": [1, 1, 1, 1, 1, 1],
        "value_minor": [30_000, 5_000, 35_000, 10_000, 3_000, 1],
        "currency": ["EUR", "EUR", "EUR", "EUR", "GBP", "EUR"],
        "weight_grams": [4_000, 1_000, 5_000, 100, 100, 1],
        "origin": ["CN"] * 6,
        "destination": ["RU", "RU", "DE", "DE", "GB", "RU"],
        "accepted_on": ["2026-08-01", "2026-08-01", "2026-08-03", "2026-08-03", "2026-08-03", "2026-08-01"],
        "consignee_id": ["anna", "anna", "", "boris", "", ""],
    }
)


def asked(**other: str | None) -> list[str]:
    """The words of one example, some of them changed or left out."""
    whole = QUOTE | {f"--{name}": word for name, word in other.items()}
    return ["quote", *(part for name, word in whole.items() if word is not None for part in (name, word))]


def test_the_example_in_a_process_of_its_own() -> None:
    command = [str(Path(sys.executable).parent / "tearoad"), *asked(), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    duty, vat = found["charges"]
    assert (duty["kind"], duty["law_amount_minor"], duty["law_currency"]) == ("duty", 1_750, "EUR")
    assert (duty["counted"], duty["status"], duty["rule"]) == (True, "in force", "eaeu-ecommerce-2026")
    assert (vat["kind"], vat["counted"], vat["status"]) == ("vat", False, "unverified")
    assert (found["verdict"], found["currency"], found["total_minor"]) == ("ok_with_doubt", "RUB", duty["amount_minor"])
    assert found["reasons"]
    assert {"line", "amount_minor", "exchange_rate", "base_minor", "rate"} <= set(duty)


def test_bad_input_in_a_process_of_its_own() -> None:
    command = [str(Path(sys.executable).parent / "tearoad"), *asked(hs="85171"), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "tearoad: column hs: '85171', expected 6 to 10 digits\n"


def test_a_quote_before_the_change_and_after(tearoad: Any) -> None:
    old, new = (tearoad(*asked(on=day), "--json").document for day in ("2026-06-30", "2026-07-01"))
    assert [(row["rule"], row["law_amount_minor"]) for row in old["charges"]] == [("eaeu-parcels-2024", 2_250)]
    assert (old["verdict"], old["subject"]) == ("ok", "post")
    assert [(row["rule"], row["law_amount_minor"]) for row in new["charges"]] == [
        ("eaeu-ecommerce-2026", 1_750), ("ru-vat-ecommerce-2026", 8_085),
    ]  # fmt: skip
    assert tearoad(*asked(on="2026-06-30T21:00:00Z"), "--json").document["charges"] == new["charges"]
    warned = tearoad(*asked(on="2026-06-30", latest="2026-07-01"), "--json").document["warnings"]
    assert len(warned) == 1
    assert "22.50 EUR" in warned[0]


def test_a_quote_in_words(tearoad: Any) -> None:
    done = tearoad(*asked(on="2026-06-30"))
    assert done.status == 0
    for words in ("22.50 EUR", "15 %", "total", "; ok", "- Source: "):
        assert words in done.out
    assert "пошлина" in tearoad(*asked(lang="ru")).out
    assert "关税" in tearoad(*asked(lang="zh")).out
    table = tearoad(*asked()).out.partition("total")[0]
    assert "ru-vat-ecommerce-2026" in table
    assert "…" not in table
    assert "not" in table
    assert "unknown" in tearoad(*asked(to="KZ", subject="commercial")).out


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        ({"to": "HK"}, "cannot_tell"),
        ({"to": "JP"}, "cannot_tell"),
        ({"to": "KZ", "subject": "commercial"}, "cannot_tell"),
        ({"hs": "851712"}, "cannot_tell"),
        ({"subject": "sample"}, "cannot_tell"),
        ({"to": "CN", "from": "DE", "subject": "post", "currency": "CNY", "value": "1001", "quantity": "2"}, "refused"),
        ({"currency": "BRL", "on": "2027-08-01"}, "cannot_pay_amount"),
    ],
)
def test_a_refusal_is_status_1_and_no_total(tearoad: Any, words: dict[str, str], verdict: str) -> None:
    done = tearoad(*asked(**words), "--json")
    assert (done.status, done.error) == (1, "")
    assert (done.document["verdict"], done.document["total_minor"]) == (verdict, None)
    assert done.document["reasons"]
    assert "no total; " + verdict.replace("_", " ") in tearoad(*asked(**words)).out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"value": "-5"}, "--value '-5': expected an amount of EUR in major units, not negative"),
        ({"value": "many"}, "--value 'many'"),
        ({"value": "1.005"}, "--value '1.005'"),
        ({"value": "nan"}, "--value 'nan'"),
        ({"value": "1e999999"}, "--value '1e999999'"),
        ({"value": "10000000000000"}, "column value_minor: '1000000000000000', expected a whole number"),
        ({"postage": "-1"}, "--postage '-1'"),
        ({"currency": "XXX"}, "--currency 'XXX': expected one of AUD"),
        ({"to": "ZZ"}, "column destination: 'ZZ', expected a country or territory code"),
        ({"from": "ZZ"}, "column origin: 'ZZ', expected a country or territory code"),
        ({"hs": "85171"}, "column hs: '85171', expected 6 to 10 digits"),
        ({"weight": "0kg"}, "--weight '0kg': expected whole grams above 0"),
        ({"weight": "5"}, "--weight '5': expected whole grams above 0 with their unit"),
        ({"weight": "0.5g"}, "--weight '0.5g'"),
        ({"weight": "9999999999kg"}, "column weight_grams: '9999999999000'"),
        ({"quantity": "0"}, "column quantity: '0', expected a whole number from 1"),
        ({"quantity": "two"}, "column quantity: 'two'"),
        ({"on": "2012-12-31"}, "column accepted_on: '2012-12-31', expected a day of the book"),
        ({"on": "2029-01-01"}, "column accepted_on: '2029-01-01', expected a day of the book"),
        ({"on": "soon"}, "column accepted_on: 'soon'"),
        ({"on": "0001-01-01T00:00:00+14:00"}, "column accepted_on: '0001-01-01T00:00:00+14:00'"),
        ({"latest": "2029-01-01"}, "--latest '2029-01-01': expected a day of the book"),
        ({"latest": "soon"}, "--latest 'soon': expected a day, YYYY-MM-DD"),
        ({"known": "soon"}, "--known 'soon': expected a day, YYYY-MM-DD"),
        ({"subject": "present"}, "column subject: 'present', expected one of post"),
        ({"lang": "de"}, "--lang 'de': expected one of"),
        ({"reform": "none.yaml"}, "none.yaml: No such file"),
        ({"tariff": "none.csv"}, "none.csv: No such file"),
        ({"rates": "none.csv"}, "none.csv: No such file"),
    ],
)
def test_bad_input_is_one_line_and_status_2(tearoad: Any, words: dict[str, str], said: str) -> None:
    done = tearoad(*asked(**words))
    assert (done.status, done.out, done.error.count("\n")) == (2, "", 1)
    assert done.error.startswith(f"tearoad: {said}")


def test_the_law_as_known_earlier(tearoad: Any) -> None:
    """On 1 December 2025 nobody knew of the e-commerce regime of July 2026: its goods have no regime of their own."""
    before = tearoad(*asked(known="2025-12-01", subject="ecommerce"), "--json")
    assert (before.status, before.document["verdict"]) == (1, "cannot_tell")
    assert "eaeu-ecommerce-before" in "".join(before.document["reasons"])
    as_post = tearoad(*asked(known="2025-12-01", subject="post"), "--json").document
    assert [(row["rule"], row["law_amount_minor"]) for row in as_post["charges"]] == [("eaeu-parcels-2024", 2_250)]
    today = tearoad(*asked(), "--json").document
    assert len({before.document["law_hash"], today["law_hash"]}) == 2
    assert tearoad(*asked(known="2026-07-31"), "--json").document["charges"] == today["charges"]


def test_a_what_if(tearoad: Any, tmp_path: Path) -> None:
    path = tmp_path / "reform.yaml"
    path.write_text(REFORM)
    plain = tearoad(*asked(), "--json").document
    found = tearoad(*asked(reform=str(path)), "--json").document
    assert found["charges"][0]["law_amount_minor"] == 3_500
    assert found["law_hash"] != plain["law_hash"]
    assert "a what-if [eaeu-ecommerce-2026]" in "".join(found["reasons"])
    to_come = tearoad(*asked(reform=str(path), on="2027-06-01"), "--json").document
    assert [row["law_amount_minor"] for row in to_come["charges"] if row["counted"]] == [7_000]
    shown = tearoad("law", "show", "what-if-2027", "--reform", path, "--json").document
    assert (shown["begins"], shown["ad_valorem"], shown["source"]) == ("2027-06-01", 2_000, "a what-if")
    path.write_text(REFORM.replace("ad_valorem: 1000", "ad_valorem: 1000, colour: red"))
    (path.parent / "wrong.yaml").write_text(path.read_text())
    wrong = tearoad(*asked(reform=str(path.parent / "wrong.yaml")))
    assert (wrong.status, wrong.error.count("\n")) == (2, 1)
    assert "wrong.yaml, line 15: colour is not a word of a rule" in wrong.error


def test_a_tariff_of_the_users(tearoad: Any, tmp_path: Path) -> None:
    path = tmp_path / "tariff.csv"
    path.write_text("hs,from,until,ad_valorem,specific,source\n8517,,,2.5,,my table\n851713,2027-01-01,,0,,my table\n")
    words = {"to": "KZ", "subject": "commercial", "tariff": str(path)}
    found = tearoad(*asked(**words), "--json")
    assert found.status == 0
    duty = next(row for row in found.document["charges"] if row["kind"] == "duty")
    assert (duty["law_amount_minor"], duty["rate"], duty["line"]) == (875, 250, 1)
    assert "my table" in "".join(found.document["reasons"])
    free = tearoad(*asked(**words, on="2027-01-01"), "--json").document
    assert [row["kind"] for row in free["charges"]] == ["vat"]
    path.write_text("hs,from,until,ad_valorem,specific,source\n8517,,,-1,,my table\n")
    wrong = tearoad(*asked(**words))
    assert (wrong.status, wrong.out) == (2, "")
    assert wrong.error.startswith("tearoad: tariff.csv, row 1, column ad_valorem: '-1'")


def test_a_banks_own_rates_go_before_assumed_ones(tearoad: Any, tmp_path: Path) -> None:
    path = tmp_path / "rates.csv"
    path.write_text("day,base,quote,rate,source,bank\n2026-08-01,EUR,RUB,90.0000,told,CBR\n")
    duty = tearoad(*asked(rates=str(path)), "--json").document["charges"][0]
    assert (duty["exchange_bank"], duty["exchange_rate"], duty["amount_minor"]) == ("CBR", 90.0, 157_500)
    plain = tearoad(*asked(), "--json").document["charges"][0]
    assert plain["exchange_bank"] == "assumed"
    path.write_text("day,base,quote,rate,source,bank\n2026-08-01,EUR,RUB,none,told,CBR\n")
    wrong = tearoad(*asked(rates=str(path)))
    assert (wrong.status, wrong.error.count("\n")) == (2, 1)
    assert "rates.csv, row 1, column rate: 'none'" in wrong.error


def test_belarus_without_a_rate_of_its_rouble(tearoad: Any) -> None:
    """Nobody's table at hand has one in 2015: the law's amount stands, and the day is named."""
    done = tearoad(*asked(to="BY", on="2015-03-04", hs="851762", subject="post", consignee="anna"), "--json")
    assert (done.status, done.document["verdict"], done.document["total_minor"]) == (1, "cannot_pay_amount", None)
    (duty,) = done.document["charges"]
    assert (duty["law_amount_minor"], duty["law_currency"], duty["counted"]) == (4_500, "EUR", True)
    assert (duty["amount_minor"], duty["currency"]) == (None, "BYN")
    assert "No exchange rate from EUR to BYN on 4 March 2015." in done.document["reasons"]


def test_a_file_is_two_tables_and_counts_that_add_up(tearoad: Any, tmp_path: Path) -> None:
    path, out = tmp_path / "goods.parquet", tmp_path / "charges.parquet"
    GOODS.write_parquet(path)
    done = tearoad("assess", path, "-o", out, "--json")
    assert (done.status, done.error) == (1, "")  # one parcel is bad input, one has no tariff
    found = done.document
    charges, parcels = pl.read_parquet(out), pl.read_parquet(tmp_path / "charges.parcels.parquet")
    assert found["lines"] == 6
    assert found["parcels"] == sum(found["verdicts"].values()) == parcels.height == 5
    assert found["charges"] == charges.height
    assert found["verdicts"] == dict(parcels["verdict"].value_counts().iter_rows())
    assert found["totals"] == {"EUR": 2_257, "GBP": 600, "RUB": 164_063}
    assert parcels["total_minor"].sum() == sum(found["totals"].values())
    counted = charges.filter(pl.col("counted")).group_by("parcel_id").agg(pl.col("amount_minor").sum())
    for name, amount in counted.iter_rows():
        assert parcels.filter(parcel_id=name)["total_minor"].to_list() in ([amount], [None])
    assert found["parcels_output"] == str(tmp_path / "charges.parcels.parquet")
    told = tearoad("assess", path, "-o", out)
    assert "6 lines, 5 parcels" in told.out
    assert "to pay 1 640.63 RUB" in told.out


def test_a_file_answers_as_quotes_do(tearoad: Any, tmp_path: Path) -> None:
    path, out = tmp_path / "goods.csv", tmp_path / "charges.csv"
    GOODS.filter(parcel_id="b").with_columns(destination=pl.lit("RU")).write_csv(path)
    assert tearoad("assess", path, "-o", out, "--on", "2026-08-01").status == 0
    row = pl.read_csv(tmp_path / "charges.parcels.csv", schema_overrides={"inputs_hash": pl.UInt64}).row(0, named=True)
    single = tearoad(*asked(), "--json").document
    for name in ("verdict", "total_minor", "currency", "subject", "value_law_minor", "law_hash"):
        assert row[name] == single[name], name
    assert f"{row['inputs_hash']:016x}" == single["inputs_hash"]
    charges = pl.read_csv(out).select("kind", "rule", "law_amount_minor", "amount_minor").rows()
    assert charges == [
        tuple(one[name] for name in ("kind", "rule", "law_amount_minor", "amount_minor")) for one in single["charges"]
    ]


@pytest.mark.parametrize("suffix", [".csv", ".csv.gz", ".parquet"])
def test_forms_of_files_are_answered_alike(tearoad: Any, tmp_path: Path, suffix: str) -> None:
    GOODS.write_parquet(tmp_path / "plain.parquet")
    path = tmp_path / f"goods{suffix}"
    if suffix == ".parquet":
        GOODS.write_parquet(path)
    else:
        text = GOODS.write_csv().encode()
        path.write_bytes(gzip.compress(text) if suffix == ".csv.gz" else text)
    assert tearoad("assess", tmp_path / "plain.parquet", "-o", tmp_path / "a.parquet").status == 1
    assert tearoad("assess", path, "-o", tmp_path / "b.parquet").status == 1
    for name in ("{}.parquet", "{}.parcels.parquet"):
        first, second = (pl.read_parquet(tmp_path / name.format(one)) for one in "ab")
        assert first.equals(second)


def test_what_was_used_in_one_file_is_used_in_the_next(tearoad: Any, tmp_path: Path) -> None:
    """EUR 500 a person and month: three parcels of one month, and one of the next, in one file or in two."""
    goods = pl.DataFrame(
        {
            "parcel_id": ["a", "b", "c", "d"],
            "value_minor": [30_000, 30_000, 30_000, 30_000],
            "currency": ["EUR"] * 4,
            "weight_grams": [1_000] * 4,
            "origin": ["CN"] * 4,
            "destination": ["RU"] * 4,
            "accepted_on": ["2019-05-01", "2019-05-02", "2019-05-03", "2019-06-01"],
            "consignee_id": ["anna"] * 4,
            "subject": ["post"] * 4,
        }
    )
    names = {}
    for name, rows in (("whole", goods), ("first", goods.head(2)), ("second", goods.tail(2))):
        rows.write_csv(tmp_path / f"{name}.csv")
        used = tmp_path / ("used-whole.csv" if name == "whole" else "used.csv")
        assert tearoad(
            "assess", tmp_path / f"{name}.csv", "-o", tmp_path / f"{name}.parquet", "--used", used
        ).status in (0, 1)
        names[name] = pl.read_parquet(tmp_path / f"{name}.parquet")
    assert pl.concat([names["first"], names["second"]]).equals(names["whole"])
    assert names["whole"].select("parcel_id", "base_minor").rows() == [("b", 10_000), ("c", 30_000)]
    assert (tmp_path / "used.csv").read_bytes() == (tmp_path / "used-whole.csv").read_bytes()
    rows = pl.read_csv(tmp_path / "used.csv").select("consignee_id", "book", "value_minor", "weight_grams").rows()
    assert rows == [("anna", "EAEU", 90_000, 3_000), ("anna", "EAEU", 30_000, 1_000)]
    alone = tearoad("assess", tmp_path / "second.csv", "-o", tmp_path / "alone.parquet", "--json").document
    assert alone["charges"] == 0


def test_a_file_under_other_law(tearoad: Any, tmp_path: Path) -> None:
    reform, tariff, out = tmp_path / "reform.yaml", tmp_path / "tariff.csv", tmp_path / "charges.csv"
    reform.write_text(REFORM)
    tariff.write_text("hs,from,until,ad_valorem,specific,source\n85,,,10,,my table\n61,,,10,,my table\n")
    GOODS.write_csv(tmp_path / "goods.csv")
    words = ("assess", tmp_path / "goods.csv", "-o", out, "--json")
    assert tearoad(*words, "--reform", reform).document["totals"]["RUB"] == 2 * 164_063 - 1  # 35 euros, rounded once
    assert "cannot_tell" not in tearoad(*words, "--tariff", tariff).document["verdicts"]
    known = tearoad(*words, "--known", "2025-12-01", "--on", "2026-01-15").document
    assert known["law_hash"] != tearoad(*words).document["law_hash"]
    assert "bad_input" in known["verdicts"]


@pytest.mark.parametrize(
    ("name", "content", "more", "said"),
    [
        ("goods.csv", b"", [], "empty, expected a header line and rows"),
        ("goods.csv", b"parcel_id,value_minor\na,1\n", [], "goods.csv: columns accepted_on, currency, destination"),
        ("goods.csv", b"parcel_id\n\xff\n", [], "row 1: byte 0xff is not utf-8"),
        ("goods.parquet", b"PAR1cut", [], "not a whole Parquet file"),
        ("goods.csv", None, ["--on", "soon"], "--on 'soon': expected a day"),
        ("goods.csv", None, ["--known", "soon"], "--known 'soon': expected a day"),
        ("goods.csv", None, ["--used", "used.txt"], "used.txt: expected a name that ends in .parquet or .csv"),
        ("goods.csv", None, ["--tariff", "none.csv"], "none.csv: No such file"),
        ("goods.csv", None, ["-o", "charges.txt"], "charges.txt: expected a name that ends in .parquet or .csv"),
        ("goods.csv", None, ["-o", "none/charges.csv"], "none/charges.csv: No such file or directory"),
        ("none.csv", None, [], "none.csv: no such file"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_writes_nothing(
    tearoad: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    content: bytes | None,
    more: list[str],
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("goods.csv").write_text(GOODS.write_csv())
    if content is not None:
        Path(name).write_bytes(content)
    before = sorted(path.name for path in tmp_path.iterdir())
    done = tearoad("assess", name, "-o", "charges.csv", *more)
    assert (done.status, done.out, done.error.count("\n")) == (2, "", 1)
    assert said in done.error
    assert sorted(path.name for path in tmp_path.iterdir()) == before


@pytest.mark.parametrize(
    "rows",
    ["a,b\n1,2\n", "x,EAEU,1,,1\n", "x,EAEU,1,-5,1\n", "x,EAEU,may,5,1\n", "x,EAEU,1,5,1\nx,EAEU,1,6,1\n",
     f"x,EAEU,1,{2**62},1\n"],
)  # fmt: skip
def test_what_was_used_is_read_as_it_was_written_or_not_at_all(tmp_path: Path, rows: str) -> None:
    used, goods = tmp_path / "used.csv", tmp_path / "goods.csv"
    header = "" if rows.startswith("a,b") else "consignee_id,book,period,value_minor,weight_grams\n"
    used.write_text(header + rows)
    GOODS.write_csv(goods)
    with pytest.raises(BadInput, match=r"used\.csv: expected the columns consignee_id, book, period"):
        assess_file(goods, tmp_path / "charges.csv", applied_law(date(2026, 11, 24)), day=None, used=used)
    assert not (tmp_path / "charges.csv").exists()


def test_the_book_is_listed(tearoad: Any) -> None:
    words = ("law", "list", "--on", "2026-08-01", "--to", "RU", "--subject", "ecommerce")
    rules = tearoad(*words, "--json").document
    assert {"eaeu-ecommerce-2026", "ru-vat-ecommerce-2026"} <= {rule["id"] for rule in rules}
    for rule in rules:
        assert rule["source"]
        assert rule["begins"] <= "2026-08-01" < rule["until"]
        assert "RU" in rule["territories"]
        assert "ecommerce" in rule["subjects"]
    told = tearoad(*words)
    assert told.out.splitlines()[-1].startswith(f"{len(rules)} rules")
    assert len(told.out.splitlines()) == len(rules) + 1
    whole, earlier = (tearoad("law", "list", "--json", *more).document for more in ((), ("--known", "2025-12-01")))
    assert len(whole) > len(earlier) > 300
    assert "eaeu-ecommerce-2026" not in {rule["id"] for rule in earlier}


def test_a_rule_is_shown_whole(tearoad: Any) -> None:
    rule = tearoad("law", "show", "eaeu-ecommerce-2026", "--json").document
    assert (rule["over_minor"], rule["ad_valorem"], rule["specific_minor_per_kg"]) == (20_000, 500, 100)
    assert (rule["known_from"], rule["exchange"]["carried_days"]) == ("2026-01-12", 14)
    told = tearoad("law", "show", "eaeu-ecommerce-2026").out
    for name in ("source", "source_date", "checked_by", "known_from", "over_minor"):
        assert f"\n{name} " in told
        assert str(rule[name]) in told


def test_two_days_are_compared(tearoad: Any) -> None:
    words = ("law", "diff", "2026-06-30", "2026-07-01", "--to", "RU")
    found = tearoad(*words, "--json").document
    gone, new = ({rule["id"] for rule in found[name]} for name in ("gone", "new"))
    assert {"eaeu-parcels-2024", "eaeu-ecommerce-before"} <= gone
    assert {"eaeu-ecommerce-2026", "eaeu-parcels-2026", "ru-vat-ecommerce-2026"} <= new
    assert not gone & new
    told = tearoad(*words).out
    assert f"{len(gone)} rules end, {len(new)} begin" in told
    assert sum(line.startswith("- ") for line in told.splitlines()) == len(gone)
    assert tearoad("law", "diff", "2026-08-01", "2026-08-02", "--json").document == {"gone": [], "new": []}


def test_the_book_is_checked(tearoad: Any) -> None:
    found = tearoad("law", "check", "--json").document
    assert found["rules"] > found["known"] == sum(found["statuses"].values())
    assert {"eaeu-samples", "ic-tax", "us-post-2026-07"} <= set(found["holes"])
    assert all(gap.startswith("HK, ") for gap in found["without_duty"])
    told = tearoad("law", "check")
    assert (told.status, told.error) == (0, "")
    assert found["digest"] in told.out
    assert told.out.count("declared hole: ") == len(found["holes"])
    assert tearoad("law", "check", "--known", "2025-12-01", "--json").document["digest"] != found["digest"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("list", "--to", "ZZ"), "--to 'ZZ': expected one of RU"),
        (("list", "--subject", "present"), "--subject 'present': expected one of post"),
        (("list", "--on", "2029-01-01"), "--on '2029-01-01': expected a day of the book"),
        (("list", "--known", "soon"), "--known 'soon': expected a day"),
        (("show", "no-such-rule"), "there is no rule 'no-such-rule'"),
        (("diff", "soon", "2026-07-01"), "diff 'soon': expected a day"),
        (("diff", "2012-12-31", "2026-07-01"), "diff '2012-12-31': expected a day of the book"),
        (("diff", "2026-06-30", "2026-07-01", "--to", "ZZ"), "--to 'ZZ': expected one of RU"),
        (("check", "--reform", "none.yaml"), "none.yaml: No such file"),
    ],
)
def test_a_question_that_the_book_cannot_answer_is_one_line(tearoad: Any, words: tuple[str, ...], said: str) -> None:
    done = tearoad("law", *words)
    assert (done.status, done.out, done.error.count("\n")) == (2, "", 1)
    assert done.error.startswith(f"tearoad: {said}")


@pytest.mark.full
def test_the_bench_compares_with_the_oracle() -> None:
    """With few lines, for what it says; how fast the law answers is for the bench itself to tell."""
    found = bench_law(2_000)
    assert set(found) >= {
        "rows", "rows_per_second", "single_us", "oracle_rows_per_second", "ratio", "file_seconds", "file_rss_mb",
        "compared_with_oracle",
    }  # fmt: skip
    assert found["rows"] == 2_000
    assert 500 < found["compared_with_oracle"] <= 2_000
    assert all(found[name] > 0 for name in found)
