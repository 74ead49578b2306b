"""Files of item declarations: every parcel has one decision, whatever the file and however it is cut."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tearoad.boot.declarations import BARE, Beside, clear_file, inspections, lists
from tearoad.boot.law import applied_law
from tearoad.boot.risk import RiskDesk
from tearoad.boot.road import SEED
from tearoad.customs.checks.declared import OPTIONAL, declared
from tearoad.customs.clearing import decisions
from tearoad.demo.catalogue import products
from tearoad.demo.declarations import FAULTY, declarations
from tearoad.terms.refusal import BadInput
from tearoad.wire.import_declarations import read_declarations

TODAY = date(2026, 11, 24)
LAW = applied_law(TODAY)
TABLE = declarations(products(SEED), 2_000, SEED, date(2026, 11, 11))
CELLS = st.one_of(
    st.none(),
    st.text(max_size=12),
    st.integers(-5, 10**20).map(str),
    st.sampled_from(["gift", "2026-11-11"]),
    st.from_regex(r"[A-Z]{2}\d{9}[A-Z]{2}|\d{6}|\d{10}|\d{12}", fullmatch=True),  # digits of any script
)


def cleared(table: pl.DataFrame) -> pl.DataFrame:
    return decisions(declared(table, LAW, lists(), TODAY), "en")


def cleared_file(path: Path, output: Path, beside: Beside = BARE) -> pl.DataFrame:
    return clear_file(path, output, LAW, day=TODAY, whole_day=False, language="en", beside=beside)


def test_every_parcel_has_one_decision_and_the_counts_add_up() -> None:
    found = cleared(TABLE)
    assert found["parcel_id"].to_list() == sorted(set(TABLE["parcel_id"]))
    counts = dict(found["verdict"].value_counts().iter_rows())
    assert counts.keys() == {"released", "selected", "rejected"}
    assert found.filter(pl.col("verdict") == "released")["reasons"].null_count() == counts["released"]
    assert found.filter(pl.col("verdict") != "released")["reasons"].null_count() == 0
    assert 0.5 * FAULTY < counts["rejected"] / found.height < 2 * FAULTY
    owed = found.filter(pl.col("verdict") != "rejected")
    assert owed["total_minor"].null_count() == 0


@pytest.mark.parametrize("ending", [".csv", ".parquet"])
def test_the_file_does_not_matter(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"items{ending}"
    TABLE.write_csv(path) if ending == ".csv" else TABLE.write_parquet(path)
    output = tmp_path / "decisions.parquet"
    found = cleared_file(path, output)
    assert found.equals(cleared(TABLE))
    assert pl.read_parquet(output).equals(found)


def test_many_are_as_one_and_one(tmp_path: Path) -> None:
    """But for what is looked at across parcels: numbers that stand twice, and goods that come in several."""
    across = r"N07|X05|I05"
    whole = cleared(TABLE).filter(~pl.col("reasons").fill_null("").str.contains(across)).head(60)
    for row in whole.iter_rows(named=True):
        alone = cleared(TABLE.filter(pl.col("parcel_id") == row["parcel_id"]))
        assert alone.row(0, named=True) == row


def test_the_order_of_rows_does_not_matter() -> None:
    assert cleared(TABLE.sample(fraction=1, shuffle=True, seed=1)).equals(cleared(TABLE))


def test_the_order_of_parcels_of_one_line_does_not_matter() -> None:
    single = TABLE.unique("parcel_id", keep="first", maintain_order=True)
    assert cleared(single.reverse()).equals(cleared(single))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_cells_have_a_verdict(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from([*TABLE.columns, *OPTIONAL]))
    rows = TABLE.head(4).with_columns(pl.all().cast(pl.String))
    cells = pl.Series(name, data.draw(st.lists(CELLS, min_size=4, max_size=4)), dtype=pl.String)
    found = cleared(rows.with_columns(cells))
    assert set(found["verdict"]) <= {"released", "selected", "rejected"}
    assert found.height >= 1


def test_a_column_that_is_missing_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "items.csv"
    TABLE.drop("value_minor").write_csv(path)
    with pytest.raises(BadInput, match=r"items\.csv: columns value_minor are missing"):
        cleared_file(path, tmp_path / "d.csv")
    with pytest.raises(BadInput, match=r"expected a name that ends in"):
        cleared_file(path, tmp_path / "d.xlsx")


def test_what_arrives_is_met_with_what_was_declared(tmp_path: Path) -> None:
    path, arrived, output = tmp_path / "items.parquet", tmp_path / "arrived.csv", tmp_path / "d.parquet"
    TABLE.write_parquet(path)
    declared = TABLE["s10"].unique().sort().to_list()
    came = [*declared[:100], declared[0], "HZ999999990CN", "HZ999999990CN", "", ""]
    pl.DataFrame({"s10": came}).write_csv(arrived)
    found = cleared_file(path, output, Beside(arrived=arrived))
    told = found.group_by("arrival", "verdict").len()
    parcels = TABLE["parcel_id"].n_unique()
    assert found.filter(pl.col("verdict") == "undeclared")["s10"].to_list() == ["HZ999999990CN", "", ""]
    assert told.filter(pl.col("verdict") != "undeclared")["len"].sum() == parcels
    assert told.filter(arrival="arrived")["len"].sum() == 100 + 3
    assert told.filter(arrival="awaited")["len"].sum() == parcels - 100
    assert found.filter(pl.col("verdict") != "undeclared").drop("arrival").equals(cleared(TABLE))


def test_of_two_declarations_with_one_number_one_has_arrived(tmp_path: Path) -> None:
    path, arrived = tmp_path / "items.parquet", tmp_path / "arrived.csv"
    single = TABLE.unique("parcel_id", keep="first", maintain_order=True).head(3)
    single.with_columns(s10=single["s10"].gather([0, 0, 2])).write_parquet(path)
    pl.DataFrame({"s10": single["s10"].head(1)}).write_csv(arrived)
    found = cleared_file(path, tmp_path / "d.csv", Beside(arrived=arrived))
    assert found["arrival"].to_list() == ["arrived", "awaited", "awaited"]


@pytest.mark.parametrize(("column", "most"), [("office", 40), ("sender_id", 40), ("parcel_id", 80)])
def test_rows_to_learn_from_can_be_read_or_are_not_written(tmp_path: Path, column: str, most: int) -> None:
    path, rows = tmp_path / "items.parquet", tmp_path / "rows.csv"
    good = TABLE.unique("parcel_id", keep="first", maintain_order=True).head(1)
    good.with_columns(pl.lit("x" * (most + 1)).alias(column)).write_parquet(path)
    with pytest.raises(BadInput, match=rf"rows\.csv, .*x+', expected .*{most} characters"):
        cleared_file(path, tmp_path / "d.csv", Beside(risk_rows=rows))
    assert not rows.exists()
    good.with_columns(pl.lit("x" * most).alias(column)).write_parquet(path)
    cleared_file(path, tmp_path / "d.csv", Beside(risk_rows=rows))
    assert len(read_declarations(rows, inspected=False)) == 1


@pytest.mark.parametrize(("currency", "price"), [("JPY", 2000.0), ("HKD", 20.0)])
def test_a_price_is_in_major_units_where_the_law_has_no_rate(tmp_path: Path, currency: str, price: float) -> None:
    path, rows = tmp_path / "items.parquet", tmp_path / "rows.parquet"
    good = TABLE.unique("parcel_id", keep="first", maintain_order=True).head(1)
    strange = good.with_columns(destination=pl.lit("KZ"), currency=pl.lit(currency), value_minor=pl.lit(2000))
    strange.write_parquet(path)
    cleared_file(path, tmp_path / "d.csv", Beside(risk_rows=rows))
    assert pl.read_parquet(rows)["Item Price"].to_list() == [price]


def test_a_file_of_arrivals_without_numbers_is_one_line(tmp_path: Path) -> None:
    path, arrived = tmp_path / "items.parquet", tmp_path / "arrived.csv"
    TABLE.write_parquet(path)
    arrived.write_text("number\nHA1\n")
    with pytest.raises(BadInput, match=r"arrived\.csv: column s10 is missing"):
        clear_file(
            path, tmp_path / "d.csv", LAW, day=TODAY, whole_day=False, language="en", beside=Beside(arrived=arrived)
        )


def test_inspections_are_chosen_up_to_a_capacity_and_rejected_parcels_are_not_looked_at(tmp_path: Path) -> None:
    path, rows = tmp_path / "items.parquet", tmp_path / "rows.csv"
    offices = pl.Series("office", ["moscow", "novosibirsk"]).gather(TABLE["parcel_id"].rank("dense") % 2)
    table = TABLE.with_columns(offices)
    table.write_parquet(path)
    asked = inspections(60, 0.25, 1, rules=None, model=None)
    found = cleared_file(path, tmp_path / "d.parquet", Beside(asked, risk_rows=rows))
    by_office = found.join(table.select("parcel_id", "office").unique(), on="parcel_id")
    looked_at = by_office.filter(pl.col("channel").is_in(["scan", "open"])).group_by("office").len()
    assert dict(looked_at.iter_rows()) == {"moscow": 60, "novosibirsk": 60}
    assert set(found.filter(channel="open")["decided_by"]) == {"random"}, "without a model all is drawn by lot"
    assert set(found.filter(verdict="rejected")["channel"]) == {""}
    assert set(found.filter(channel="scan")["decided_by"]) == {"checks"}
    assert cleared_file(path, tmp_path / "d.parquet", Beside(asked)).equals(found)
    known = read_declarations(rows, inspected=False)
    assert len(known) == found.filter(pl.col("verdict") != "rejected").height


def test_a_model_that_learned_from_findings_chooses_and_says_why(tmp_path: Path) -> None:
    path, rows, model_file = tmp_path / "items.parquet", tmp_path / "rows.csv", tmp_path / "model.npz"
    TABLE.write_parquet(path)
    cleared_file(path, tmp_path / "d.parquet", Beside(risk_rows=rows))
    learned = pl.read_csv(rows, infer_schema=False)
    heading = learned["HS6 Code"].value_counts(sort=True)["HS6 Code"][0]
    looked_at = learned.select(
        pl.col("Declaration ID").alias("item_id"), pl.lit("2026-11-12").alias("inspected_at"),
        (pl.col("HS6 Code") == heading).cast(pl.Int8).alias("found"), pl.lit("olga").alias("by"),
    )  # fmt: skip
    looked_at.write_csv(tmp_path / "findings.csv")
    RiskDesk(tmp_path).train(rows, model_file, tmp_path / "findings.csv")
    asked = inspections(130, 0.2, 1, rules=None, model=model_file)
    found = cleared_file(path, tmp_path / "d.parquet", Beside(asked))
    by_model = found.filter(decided_by="model")
    headings = TABLE.filter(pl.col("parcel_id").is_in(by_model["parcel_id"].implode()))["hs"].str.head(6)
    assert by_model.height >= 5
    assert heading in set(headings)
    assert by_model["risk"].min() >= found.filter(verdict="released")["risk"].max()
    assert by_model["risk_words"].null_count() == 0
    assert found.filter(pl.col("decided_by") != "model")["risk_words"].null_count() == found.height - by_model.height
    assert found.filter(verdict="rejected")["risk"].null_count() == found.filter(verdict="rejected").height
