"""The notice of a sale as an operator meets it: planned, forecast, told by letters, answered; and its texts."""

import base64
import json
import string
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from commands import fresh, told
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tearoad.boot.bank_notice import Letter
from tearoad.cli.bank_letters import LANGUAGES, TEXTS, letter_name, letter_text
from tearoad.payments.forecast import Sale, Shares, Source
from tearoad.payments.notice import DAYS_BEFORE, Capacity, Need

DAY = "2111-11-11"
SALE = Sale("eleven", 51_813, 10 * 3_600, 2_000_000)
NEED = Need("Ob Bank", "card", 48_000, 600, 1_270, Capacity(900), 900, 370, 12, 3)


@pytest.fixture(scope="module")
def url(server_url: str) -> Iterator[str]:
    with fresh(server_url, "tearoad_test_notice") as found:
        yield found


def said(url: str, *words: str) -> tuple[int, str]:
    return told(url, "campaign", *words)


def document(url: str, *words: str) -> Any:
    status, text = said(url, *words, "--json")
    assert status == 0, text
    return json.loads(text)


def test_from_plan_to_what_is_missing(url: str, tmp_path: Path) -> None:
    plan = ("plan", "eleven", "--day", DAY, "--orders", "2000000", "--opens", "10:00")
    assert said(url, *plan) == (0, "eleven is planned; the first letters to the banks are due on 2111-06-14")
    assert document(url, *plan) == {"sale": "eleven", "day": DAY, "opens": "10:00", "orders": 2_000_000}

    before = document(url, "forecast", "eleven")
    assert before["total"]["payments"] == sum(sum(one["minutes"]) for one in before["channels"]) == 1_200_000
    assert before["total"]["missing"] is None
    volga = next(one for one in before["channels"] if one["bank"] == "Volga Bank")
    assert (volga["peak_minute"], volga["peak"]) == ("10:00", max(volga["minutes"]))

    assert said(url, "declare", "standing", "Volga Bank", "--a-minute", "500", "--by", "Anna")[0] == 0
    declare = ("declare", "eleven", "Volga Bank", "--a-minute", "900", "--by", "Anna")
    assert said(url, *declare) == (0, "Volga Bank takes 900 payments a minute (eleven)")
    assert document(url, *declare) == {"declared": 900, "tested": None, "standing": 500, "a_minute": 900}

    key = Ed25519PrivateKey.generate()
    pem = tmp_path / "volga.pem"
    pem.write_bytes(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    assert said(url, "bank-key", "Volga Bank", str(pem))[0] == 0
    result, mark = tmp_path / "result.json", tmp_path / "result.sig"
    words = {"sale": "eleven", "bank": "Volga Bank", "channel": "card", "a_minute": 850, "refused_share": 0.02}
    result.write_text(json.dumps({**words, "p99_ms": 400, "tested_at": "2026-01-01T00:00:00Z"}))
    mark.write_bytes(base64.b64encode(key.sign(result.read_bytes())))
    sent = ("test-result", str(result), str(mark))
    assert said(url, *sent) == (0, "Volga Bank reached 850 payments a minute for eleven: kept")
    assert document(url, *sent, "--sale", "eleven")["new"] is False
    assert said(url, *sent, "--sale", "twelve") == (2, "tearoad: the result is for sale 'eleven', expected 'twelve'")

    after = next(one for one in document(url, "forecast", "eleven")["channels"] if one["bank"] == "Volga Bank")
    assert (after["a_minute"], after["missing"]) == (850, volga["peak"] - 850)
    status, table = said(url, "forecast", "eleven")
    assert status == 0
    assert "eleven: 2,000,000 orders on 2111-11-11 from 10:00 in Moscow" in table
    line = next(line for line in table.splitlines() if line.startswith("Volga Bank")).split()
    figures = ["card", "10:00", f"{volga['peak']:,}", "900", "850", f"{volga['peak'] - 850:,}"]
    assert line[2:] == [*figures, str(after["minutes_over"]), str(after["queue_minutes"]), "min"]
    assert "the corridor's, for the last 28 days have too few" in table


def test_letters_are_files_that_are_written_once(url: str, tmp_path: Path) -> None:
    assert said(url, "plan", "letters", "--day", DAY, "--orders", "2000000")[0] == 0
    folder = tmp_path / "new" / "letters"
    nothing = (0, "no letter is due that was not written")
    assert said(url, "letters", "letters", "--to", str(folder)) == nothing
    status, lines = said(url, "letters", "letters", "--to", str(folder), "--on", "2111-06-14")
    assert status == 0
    assert sorted(map(Path, lines.splitlines())) == sorted(folder.iterdir())
    assert len(list(folder.iterdir())) == 8
    text = (folder / "letters-volga-bank-card-150.txt").read_text(encoding="utf-8")
    for words in ("Заблаговременное уведомление", "提前通知", "Advance notice", "11.11.2111", "2111年11月11日"):
        assert words in text
    assert said(url, "letters", "letters", "--to", str(folder), "--on", "2111-06-14") == nothing
    late = document(url, "letters", "letters", "--to", str(folder), "--on", "2111-11-10")
    assert {one["days_before"] for one in late} == {1}
    assert len(list(folder.iterdir())) == 16


def test_pictures(url: str, tmp_path: Path) -> None:
    assert said(url, "plan", "picture", "--day", DAY, "--orders", "2000000")[0] == 0
    assert said(url, "declare", "picture", "Ob Bank", "--a-minute", "100", "--by", "Anna")[0] == 0
    svg, png = tmp_path / "a.svg", tmp_path / "a.png"
    for path in (svg, png):
        assert said(url, "forecast", "picture", "--picture", str(path))[0] == 0
    drawn = svg.read_text(encoding="utf-8")
    assert drawn.startswith("<svg")
    for words in ("Volga Bank", "Ob Bank", "12:00", "1,000", "stroke-dasharray"):
        assert words in drawn
    assert png.read_bytes().startswith(b"\x89PNG")
    assert sorted(tmp_path.iterdir()) == [png, svg]


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("plan", "a", "--day", "11.11.2111", "--orders", "5"), "--day '11.11.2111': expected a day, YYYY-MM-DD"),
        (("plan", "a", "--day", DAY, "--orders", "5", "--opens", "24:00"), "--opens '24:00': expected an hour"),
        (("plan", "a", "--day", "2020-11-11", "--orders", "5"), "it is over"),
        (("plan", "a", "--day", DAY, "--orders", "0"), "0 orders, expected 1 to"),
        (("forecast", "unknown"), "sale 'unknown' is not known"),
        (("forecast", "unknown", "--picture", "a.gif"), "a.gif: expected a name that ends in .svg or .png"),
        (("letters", "unknown", "--to", "/dev/null/letters"), "expected a folder that can be written to"),
        (("letters", "unknown", "--to", ".", "--on", "soon"), "--on 'soon': expected a day"),
        (("declare", "unknown", "Ob Bank", "--a-minute", "5", "--by", "Anna"), "sale 'unknown' is not known"),
        (("declare", "standing", "Ob Bank", "--a-minute", "0", "--by", "Anna"), "0 payments a minute, expected 1 to"),
        (("bank-key", "Ob Bank", "/none.pem"), "/none.pem: No such file"),
        (("test-result", "/none.json", "/none.sig"), "/none.json: No such file"),
    ],
)
def test_what_is_amiss_is_one_line(url: str, words: tuple[str, ...], complaint: str) -> None:
    status, line = said(url, *words)
    assert (status, len(line.splitlines())) == (2, 1), line
    assert line.startswith("tearoad: ")
    assert complaint in line


def leaves(texts: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, Mapping[str, str]]]:
    """Every text by its place, in all its languages."""
    for key, value in texts.items():
        if isinstance(next(iter(value.values())), str):
            yield f"{path}{key}", value
        else:
            yield from leaves(value, f"{path}{key}.")


def test_every_text_has_all_languages_with_the_same_fields() -> None:
    found = dict(leaves(TEXTS))
    assert len(found) == 11
    for place, texts in found.items():
        assert sorted(texts) == sorted(LANGUAGES), place
        fields = {
            code: sorted(name for _, name, _, _ in string.Formatter().parse(text) if name)
            for code, text in texts.items()
        }
        assert fields["ru"] == fields["zh"] == fields["en"], place
        assert all(text.strip() for text in texts.values()), place
    assert set(TEXTS["ask"]) == {str(days) for days in DAYS_BEFORE}


@pytest.mark.parametrize("days", DAYS_BEFORE)
@pytest.mark.parametrize("source", list(Source))
@pytest.mark.parametrize(
    ("need", "words"),
    [
        (NEED, ("не хватает 370 в минуту", "每分钟缺口 370 笔", "370 a minute too few")),
        (NEED._replace(missing=0, minutes_over=0, queue_minutes=0), ("этого достаточно", "已足够", "is enough")),
        (
            NEED._replace(capacity=Capacity(), a_minute=None, missing=None, minutes_over=None, queue_minutes=None),
            ("ещё не сообщили", "尚未告知", "not told us yet"),
        ),
    ],
)
def test_a_letter_says_the_same_in_three_languages(
    days: int, source: Source, need: Need, words: tuple[str, ...]
) -> None:
    shares = Shares(0.6, Source.CORRIDOR, {"Ob Bank": 1.0}, source)
    text = letter_text(Letter(SALE, need, shares, days, SALE.day - days))
    for part in (*words, "1\u00a0270", "1,270", "48,000", "10:00", "11.11.2111", "11 Nov 2111"):
        assert part in text
    assert not {"{", "}"} & set(text)
    assert text.count("Ob Bank") == 3


def test_letters_have_names_of_their_own() -> None:
    shares = Shares(0.6, Source.CORRIDOR, {}, Source.CORRIDOR)
    letters = [Letter(SALE, NEED._replace(bank=bank), shares, 7, 0) for bank in ("Ob Bank", "Обь / Банк", "../etc")]
    assert [letter_name(one) for one in letters] == [
        "eleven-ob-bank-card-007.txt", "eleven-обь-банк-card-007.txt", "eleven-etc-card-007.txt",
    ]  # fmt: skip
