"""Training and scoring: each row alone, the same again, nothing of its own label, no column that it may not have."""

from dataclasses import replace

import numpy as np
import pytest
from declared import declared, written
from hypothesis import given, settings
from hypothesis import strategies as st

from tearoad.customs.risk import features
from tearoad.customs.risk import train as training
from tearoad.customs.risk.declarations import NUMBERS, WORDS, Declarations, fingerprints
from tearoad.customs.risk.evaluate import compare, evaluate, in_time_order
from tearoad.customs.risk.features import FEATURES, HISTORIES, REASONS, keys_of
from tearoad.customs.risk.history import learn, without_own_fold
from tearoad.customs.risk.history_of_an_office import opened
from tearoad.customs.risk.lookup import Lookup
from tearoad.customs.risk.model import Model, Trees
from tearoad.customs.risk.phrases import LANGUAGES, PHRASES
from tearoad.customs.risk.prices import Prices
from tearoad.customs.risk.reasons import LEAST_PART, MOST, PLACE, reasons_of
from tearoad.customs.risk.train import made_from, train
from tearoad.terms.refusal import BadInput
from tearoad.wire.import_declarations import read_declarations


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Declarations:
    return read_declarations(written(tmp_path_factory.mktemp("past") / "past.csv", declared(1_500)))


@pytest.fixture(scope="module")
def new(tmp_path_factory: pytest.TempPathFactory) -> Declarations:
    """A third of these goods is not in the past."""
    return read_declarations(written(tmp_path_factory.mktemp("new") / "new.csv", declared(400, seed=2)))


@pytest.fixture(scope="module")
def model(past: Declarations) -> Model:
    return train(past)


def test_no_feature_is_of_a_person() -> None:
    """The columns that a score may hang on, whole: an addition is a decision."""
    used = {column for columns in HISTORIES.values() for column in columns} - {"hs4"} | {"net_mass", "item_price"}
    assert used == {"hs", "origin", "departure", "tax_rate", "tax_type", "net_mass", "item_price", "declarant",
                    "importer", "seller", "courier", "office", "import_type"}  # fmt: skip
    assert used == {*WORDS, *NUMBERS}
    forbidden = ("name", "citizen", "nationality", "gender", "sex", "age", "birth", "religion", "fraud", "critical")
    for feature in FEATURES:
        assert not set(feature.name.split("_")) & set(forbidden)


def test_the_same_rows_make_the_same_model(past: Declarations, model: Model, new: Declarations) -> None:
    again = train(past)
    assert again.about == model.about
    assert np.array_equal(again.score(new), model.score(new))
    assert train(past, seed=2).version != model.version
    changed = past.seen_by(np.arange(len(past)) > 0)
    assert train(changed).version != model.version


@settings(max_examples=20, deadline=None)
@given(rows=st.lists(st.integers(0, 399), min_size=1, max_size=40))
def test_a_score_hangs_on_its_row_alone(model: Model, new: Declarations, rows: list[int]) -> None:
    whole, some = model.score(new), model.score(new.take(np.array(rows)))
    assert np.array_equal(whole[rows], some)


def test_findings_of_the_evaluated_rows_are_not_looked_at(model: Model, new: Declarations) -> None:
    blind = new.seen_by(np.zeros(len(new), dtype=bool))
    assert np.array_equal(model.score(blind), model.score(new))
    assert len(model.score(new.take(np.zeros(0, dtype=np.int64)))) == 0


def test_only_inspected_rows_are_learned_from(past: Declarations) -> None:
    """What the rows hide that nobody inspected changes nothing."""
    seen = np.arange(len(past)) % 2 == 0
    turned = Declarations(past.ids, past.item, past.day, past.words, past.numbers,
                          np.where(seen, past.fraud, 1 - past.fraud).astype(np.int8))  # fmt: skip
    one, other = train(past.seen_by(seen)), train(turned.seen_by(seen))
    assert one.version == other.version
    assert one.about["inspected"] == seen.sum()
    assert np.array_equal(one.score(past), other.score(past))


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 1), st.integers(0, 2)), min_size=1, max_size=30))
def test_a_history_out_of_fold_knows_nothing_of_its_fold(rows: list[tuple[int, int, int]]) -> None:
    keys, fraud, folds = (np.array(column) for column in zip(*rows, strict=True))
    seen, found = without_own_fold(keys.astype(np.uint64), np.ones(len(rows)), fraud, folds, 3)
    for at, (key, _, fold) in enumerate(rows):
        others = [one for one in rows if one[0] == key and one[2] != fold]
        assert (seen[at], found[at]) == (len(others), sum(one[1] for one in others))
    table = learn(keys.astype(np.uint64), np.ones(len(rows)), fraud)
    whole, bad = table.asked(np.arange(5, dtype=np.uint64))
    assert whole.tolist() == [sum(one[0] == key for one in rows) for key in range(5)]
    assert bad.tolist() == [sum(one[1] for one in rows if one[0] == key) for key in range(5)]


def test_the_lookup_is_plain_means(past: Declarations, new: Declarations) -> None:
    lookup = Lookup(past)
    levels = {name: (keys_of(past)(name), keys_of(new)(name)) for name in ("heading_origin", "heading")}
    scores, knows = lookup.score(keys_of(new)), lookup.knows(keys_of(new))
    for row in range(0, len(new), 7):
        alike = next(
            (own == asked[row] for own, asked in levels.values() if (own == asked[row]).any()),
            np.ones(len(past), dtype=bool),
        )
        assert scores[row] == pytest.approx(past.fraud[alike].mean())
        pair, asked = levels["heading_origin"]
        assert knows[row] == (pair == asked[row]).any()


def test_an_office_opens_one_in_ten(past: Declarations) -> None:
    chosen = opened(past, 1)
    assert chosen.sum() == len(past) // 10
    assert past.fraud[chosen].mean() > past.fraud.mean()
    assert (opened(past, 2) != chosen).any()
    order = np.random.default_rng(3).permutation(len(past))
    assert np.array_equal(opened(past.take(order), 1), chosen[order])


def test_what_is_measured(past: Declarations, new: Declarations, model: Model) -> None:
    few = train(past.seen_by(opened(past, 1)))
    found = evaluate(model, few, Lookup(past), new)
    assert found["precision_at_10"] > found["lookup_precision_at_10"] > new.fraud.mean()
    assert found["precision_at_10"] > 0.7
    assert 0 < found["unseen_rows"] < len(new)
    assert found["precedent_rows"] + found["no_precedent_rows"] == len(new)
    assert found["partial_label_inspected"] == len(past) // 10
    assert [one["rows"] > 0 for one in in_time_order(past)] == [True, True]


@pytest.mark.parametrize("fraud", [0, 1])
def test_all_alike_has_no_area(past: Declarations, new: Declarations, model: Model, fraud: int) -> None:
    alike = Declarations(new.ids, new.item, new.day, new.words, new.numbers, np.full(len(new), fraud, np.int8))
    found = evaluate(model, None, Lookup(past), alike)
    assert (found["auc"], found["precision_at_10"]) == (None, fraud)
    assert (found["recall_at_10"] is None) == (fraud == 0)
    assert found["partial_label_precision_at_10"] is None
    one = evaluate(model, None, Lookup(past), alike.take(np.array([0])))
    assert (one["rows"], one["count_at_5"], one["precision_at_5"]) == (1, 1, fraud)


@pytest.mark.parametrize("fraud", [0, 1])
def test_nothing_can_be_learned_where_all_is_alike(past: Declarations, fraud: int) -> None:
    with pytest.raises(BadInput, match="expected at least"):
        train(past.take(past.fraud == fraud))
    with pytest.raises(BadInput, match="no row has a finding"):
        in_time_order(past.seen_by(np.zeros(len(past), dtype=bool)))


def test_champion_and_challenger(model: Model, past: Declarations, new: Declarations) -> None:
    challenger = train(past.seen_by(opened(past, 1)))
    found = compare(model, challenger, new)
    assert found["champion"]["precision_at_10"] > found["challenger"]["precision_at_10"]
    assert 0 < found["overlap_at_10"] < 1
    assert compare(model, model, new)["overlap_at_5"] == 1.0
    only = new.seen_by(np.arange(len(new)) < 100)
    assert compare(model, challenger, only)["rows"] == 100


def test_parts_make_the_score_and_reasons_are_its_largest(model: Model, new: Declarations) -> None:
    parts, _ = model.parts(new)
    scores = model.score(new)
    assert parts.sum(axis=1) + model.usual == pytest.approx(scores)
    for language in LANGUAGES:
        for row, told in enumerate(reasons_of(model, new, language)):
            own = sorted((part for part in parts[row].tolist() if part >= LEAST_PART), reverse=True)[:MOST]
            assert [one["part"] for one in told] == own
            assert all(REASONS.index(one["code"]) == parts[row].tolist().index(one["part"]) for one in told)
            assert all(one["words"] and "{" not in one["words"] for one in told)


def test_words_name_what_was_seen(model: Model, past: Declarations, new: Declarations) -> None:
    own, asked = keys_of(past)("goods_at_price"), keys_of(new)("goods_at_price")
    told = reasons_of(model, new, "en")
    said = {row: one["words"] for row, reasons in enumerate(told) for one in reasons if one["code"] == "GOODS"}
    assert said
    for row, words in said.items():
        alike = own == asked[row]
        expected = f"were inspected {alike.sum()} times, with fraud in {int(past.fraud[alike].sum())};"
        assert (expected if alike.any() else "were not inspected before;") in words


def test_a_price_is_compared_where_prices_are_known(model: Model, new: Declarations) -> None:
    """By a model that asks for prices alone, and knows those of one heading."""
    asked = PLACE["price_per_kg"]
    trees = Trees(np.array([0]), np.array([asked, -1, -1]), np.array([-1.0, 0, 0]), np.array([1, 0, 0]),
                  np.array([0.0, 0, 1]))  # fmt: skip
    heading = fingerprints(new.words["hs"])
    few = replace(model, trees=trees, prices=Prices(heading[:1], np.array([0, 1]), np.array([1.0], dtype=np.float32)))
    for compared, [told] in zip(heading == heading[0], reasons_of(few, new, "en"), strict=True):
        assert told["code"] == "PRICE"
        assert ("is above that of" in told["words"]) == compared
        assert ("too few prices are known" in told["words"]) != compared


def test_numbers_are_told_without_exponents(model: Model, new: Declarations) -> None:
    numbers = {name: np.full(len(new), value) for name, value in (("net_mass", 1e-7), ("item_price", 8_676_000.5))}
    items = Declarations(new.ids, new.item, new.day, new.words, {**new.numbers, **numbers}, new.fraud)
    said = [one["words"] for why in reasons_of(model, items, "en") for one in why if one["code"] == "GOODS"]
    assert said
    assert all("of 0.0000001 kg and value 8676000.5 were not inspected" in words for words in said)


@pytest.mark.parametrize(
    ("module", "name", "value"),
    [(features, "LEANING", 9.0), (features, "MOST_SEEN", 9.0), (features, "CHAINS", features.CHAINS[:1]),
     (features, "HISTORIES", {**HISTORIES, "origin": ("departure",)}), (features, "ONCE", frozenset({"origin"})),
     (features, "FEWEST", 21), (training, "CUTS", (0.5,)), (training.sklearn, "__version__", "0")],
)  # fmt: skip
def test_the_version_covers_every_table(
    past: Declarations, model: Model, monkeypatch: pytest.MonkeyPatch, module: object, name: str, value: object
) -> None:
    assert made_from(past)["version"] == model.version
    monkeypatch.setattr(module, name, value)
    assert made_from(past)["version"] != model.version


def test_every_language_has_every_reason() -> None:
    assert {language: set(words) for language, words in PHRASES.items()} == {
        language: {*REASONS, "GOODS NEW", "PRICE NEW"} for language in ("en", "ru", "zh")
    }
