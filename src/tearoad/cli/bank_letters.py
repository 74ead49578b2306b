"""Letters to banks as text files: the same in English, Russian and Chinese, each as its language writes it."""

import re
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from tearoad.boot.bank_notice import MEASURED_DAYS, Letter
from tearoad.boot.whole_file import write_whole
from tearoad.payments.forecast import Source
from tearoad.payments.notice import Need
from tearoad.terms.refusal import BadInput
from tearoad.web.figures import day_of, number

TEXTS: Final[Mapping[str, Mapping[str, Mapping[str, str]] | Mapping[str, str]]] = tomllib.loads(
    Path(__file__).with_name("bank_letters.toml").read_text(encoding="utf-8")
)
LANGUAGES = ("ru", "zh", "en")
RULE = "\n" + "-" * 72 + "\n"


def clock_time(minute: int) -> str:
    """A minute of the day: 00:00 to 23:59."""
    return f"{minute // 60:02}:{minute % 60:02}"


def letter_name(one: Letter) -> str:
    """Of its file; the same letter has the same name."""
    bank = re.sub(r"\W+", "-", one.need.bank.lower()).strip("-")
    return f"{one.sale.name}-{bank}-{one.need.method}-{one.days_before:03}.txt"


def letter_text(one: Letter) -> str:
    """In all three languages."""
    return RULE.join(_in(language, one) for language in LANGUAGES)


def letter_writer(folder: Path) -> Callable[[Letter], None]:
    """Writes a letter into the folder, which is made where it is not there; a file appears when it is whole."""
    make_folder(folder)

    def write(one: Letter) -> None:
        write_whole(folder / letter_name(one), letter_text(one).encode())

    return write


def make_folder(folder: Path) -> None:
    """`BadInput` where it cannot be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInput(f"{folder}: {error.strerror}: expected a folder that can be written to") from None


def _in(language: str, one: Letter) -> str:
    need, sale = one.need, one.sale
    measured = one.shares.banks_from is Source.MEASURED
    whole = TEXTS["letter"][language]
    assert isinstance(whole, str)
    return whole.lstrip("\n").format(
        bank=need.bank,
        written=day_of(one.on, language),
        sale=sale.name,
        day=day_of(sale.day, language),
        opens=clock_time(sale.opens // 60),
        days_left=sale.day - one.on,
        channel=_said("channel", need.method, language),
        payments=number(need.payments, language),
        peak=number(need.peak, language),
        minute=clock_time(need.peak_minute),
        capacity=_capacity(need, language),
        ask=_said("ask", str(one.days_before), language),
        basis=_said("basis", "measured" if measured else "corridor", language).format(days=MEASURED_DAYS),
    )


def _capacity(need: Need, language: str) -> str:
    if need.a_minute is None or need.missing is None or need.queue_minutes is None:
        return _said("capacity", "unknown", language)
    return _said("capacity", "short" if need.missing else "enough", language).format(
        a_minute=number(need.a_minute, language),
        missing=number(need.missing, language),
        queue=number(need.queue_minutes, language),
    )


def _said(section: str, key: str, language: str) -> str:
    """KeyError where the texts lack it, for that is a bug of ours."""
    found = TEXTS[section][key]
    assert not isinstance(found, str)
    return found[language]
