"""Item declarations checked and assessed: of each parcel a verdict with every reason at once, and a channel."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import polars as pl

from tearoad.customs.answer import parcels_frame
from tearoad.customs.assess import tax_of
from tearoad.customs.checks.book import CHECKS
from tearoad.customs.checks.check import Check, Of, Then
from tearoad.customs.checks.declared import Declared
from tearoad.customs.checks.lists import Lists
from tearoad.customs.selecting import Inspections, by_checks, choose

VERDICTS = ("rejected", "selected", "released")
REJECTED, SELECTED, RELEASED = range(3)
CHANNELS = ("green", "documents", "scan", "open")  # as `customs.risk.rules` has them, where none is green
NOT_MET = {"en": "Not met: ", "ru": "Не выполнено: ", "zh": "不符:"}
LINE = {"en": "line {}", "ru": "строка {}", "zh": "第{}行"}
LANGUAGES = tuple(NOT_MET)
REASON = re.compile(r"(\w+)(?:\(([0-9,]+)\))?")


class Failures(NamedTuple):
    """One row for each parcel or line that fails a check: int64[k] each, by parcel; `line` is a row of the goods, -1
    where the parcel fails as a whole; `check` a place among the checks."""

    parcel: np.ndarray
    check: np.ndarray
    line: np.ndarray


class Reason(NamedTuple):
    """A check that is not met, by the lines with these numbers, or by the parcel as a whole where there are none."""

    code: str
    lines: tuple[int, ...]


def reasons_in(said: str) -> list[Reason]:
    """Out of the words of `decisions`, 'C02(1,3) W03'."""
    found = []
    for word in said.split():
        one = REASON.fullmatch(word)
        assert one, f"no reason of ours: {word}"
        found.append(Reason(one[1], tuple(int(number) for number in (one[2] or "").split(",") if number)))
    return found


def failures(d: Declared, checks: Sequence[Check] = CHECKS) -> Failures:
    """Every check is asked of everything; none waits for another."""
    parcels, numbers, lines = [], [], []
    for number, one in enumerate(checks):
        rows = np.flatnonzero(one.fails(d))
        parcels.append(d.goods.parcel[rows] if one.of is Of.LINE else rows)
        numbers.append(np.full(len(rows), number, dtype=np.int64))
        lines.append(rows if one.of is Of.LINE else np.full(len(rows), -1, dtype=np.int64))
    parcel, check, line = (np.concatenate(part) for part in (parcels, numbers, lines))
    order = np.lexsort((d.goods.number[line], check, parcel)) if len(line) else line
    return Failures(parcel[order], check[order], line[order])


def decisions(
    d: Declared, language: str, inspections: Inspections | None = None, checks: Sequence[Check] = CHECKS
) -> pl.DataFrame:
    """One row a parcel, by id. `reasons` are the codes of what fails, with the numbers of lines: 'C02(1,3) W03', and
    `words` the same in sentences; both null where nothing fails. What is rejected owes nothing yet: `total_minor` and
    the tax within it are null. With `inspections` a channel is also chosen by rules, model and lot: `decided_by`;
    `risk` is the chance that the model gives, `risk_words` say why it chose. `detail` is the cell or the place in a
    message that is at fault."""
    found = failures(d, checks)
    then = np.full(d.count, -1, dtype=np.int64)
    np.maximum.at(then, found.parcel, np.array([one.then for one in checks], dtype=np.int64)[found.check])
    chosen = choose(d, then, inspections, language) if inspections else by_checks(then)
    reasons = _reasons(d, found, checks, language)
    rejected = then == Then.REJECT
    law = parcels_frame(d.read, d.law, d.found)
    total = law["total_minor"].set(pl.Series(rejected), None)
    return pl.DataFrame(
        {
            "parcel_id": law["parcel_id"],
            "s10": d.parcels["s10"],
            "verdict": _words(VERDICTS, np.select([rejected, chosen.channel == 0], [REJECTED, RELEASED], SELECTED)),
            "channel": _words(CHANNELS, chosen.channel).set(pl.Series(rejected), ""),
            "decided_by": chosen.by,
            "risk": pl.Series(1 / (1 + np.exp(-chosen.score))).fill_nan(None).round(4),
            "risk_words": chosen.words,
            "detail": _detail(d),
            "total_minor": total,
            "tax_minor": pl.Series(tax_of(d.law, d.found.found)).set(total.is_null(), None),
            "currency": law["currency"],
            "law_verdict": law["verdict"],
            "inputs_hash": law["inputs_hash"],
            "law_hash": law["law_hash"],
            **reasons,
        }
    )


def met(found: pl.DataFrame, arrived: pl.Series) -> pl.DataFrame:
    """Decisions against the numbers of the parcels that arrived: `arrival` is 'arrived' or 'awaited', and a parcel that
    nobody declared is a row of its own, 'undeclared', for papers. A number that arrived twice counts once, and one that
    several have is that of the first by id: no more are said to have arrived than did."""
    numbers = arrived.fill_null("").str.strip_chars()
    known = found.with_columns(
        arrival=pl.when(
            (pl.col("s10") != "") & pl.col("s10").is_in(numbers.implode()) & pl.col("s10").is_first_distinct()
        )
        .then(pl.lit("arrived"))
        .otherwise(pl.lit("awaited"))
    )
    strange = numbers.filter(~numbers.is_in(found["s10"].implode()) | (numbers == "")).to_frame("s10")
    without = pl.col("s10") == ""
    of_nobody = pl.concat([strange.filter(~without).unique(maintain_order=True), strange.filter(without)])
    undeclared = of_nobody.with_columns(
        verdict=pl.lit("undeclared"), channel=pl.lit("documents"), arrival=pl.lit("arrived")
    )
    return pl.concat([known, undeclared], how="diagonal")


def _reasons(d: Declared, found: Failures, checks: Sequence[Check], language: str) -> Mapping[str, pl.Series]:
    """`reasons` and `words`, null where nothing fails."""
    by_check = _by_check(d, found)
    codes = pl.Series([one.code for one in checks], dtype=pl.String)
    sentences = pl.Series([sentence(d.lists, one, language) for one in checks], dtype=pl.String)
    prefix, suffix = LINE[language].split("{}")
    whole = pl.col("line") == ""
    said = by_check.with_columns(
        code=codes.gather(by_check["check"]), sentence=sentences.gather(by_check["check"])
    ).with_columns(
        reasons=pl.when(whole).then("code").otherwise(pl.format("{}({})", "code", "line")),
        words=pl.when(whole)
        .then(pl.format("{}: {}", "code", "sentence"))
        .otherwise(pl.format(f"{{}} ({prefix}{{}}{suffix}): {{}}", "code", "line", "sentence")),
    )
    joined = said.group_by("parcel", maintain_order=True).agg(pl.col("reasons", "words").str.join(" "))
    place = np.full(d.count, joined.height, dtype=np.int64)
    place[joined["parcel"].to_numpy()] = np.arange(joined.height)
    words = joined.select(pl.format(NOT_MET[language] + "{}", "words")).to_series()
    return {"reasons": _or_null(joined["reasons"], place), "words": _or_null(words, place)}


def _by_check(d: Declared, found: Failures) -> pl.DataFrame:
    """One row for each parcel and check; `line` has the numbers of its lines, '' where the parcel fails as a whole."""
    number = pl.Series(d.goods.number[found.line]).cast(pl.String).set(pl.Series(found.line < 0), None)
    rows = pl.DataFrame({"parcel": found.parcel, "check": found.check, "line": number})
    return rows.group_by("parcel", "check", maintain_order=True).agg(pl.col("line").drop_nulls().str.join(","))


def sentence(lists: Lists, one: Check, language: str) -> str:
    """What holds where the check is met."""
    return one.sentence if language == "en" else lists.messages[language][one.code]


def _or_null(words: pl.Series, place: np.ndarray) -> pl.Series:
    """Words by their places; null for the place after the last."""
    return pl.concat([words, pl.Series([None], dtype=pl.String)]).gather(place)


def _detail(d: Declared) -> pl.Series:
    said = pl.Series(list(d.goods.fault.words), dtype=pl.String).gather(d.goods.fault.codes)
    message = d.parcels["fault"]
    return message.zip_with(message != "", said).replace("", None)


def _words(words: Sequence[str], codes: np.ndarray) -> pl.Series:
    return pl.Series(list(words), dtype=pl.String).gather(codes)
