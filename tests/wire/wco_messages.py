"""Messages that several tests of WCO share: one of each, as typed values."""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from tearoad.wire.wco.message import ACCEPTED, CLEARED, REJECTED, TAX, Mistake, Pointer, Status
from tearoad.wire.wco.values import Amount, Code, Duty, Item, Origin, Package, Party
from tearoad.wire.wco.writing import NewDeclaration, NewResponse, moment

SAMPLES = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "wco" / "samples"
needs_samples = pytest.mark.skipif(not SAMPLES.exists(), reason="the samples are not here: shared/data/wco/samples")
SEEN = moment(datetime(2026, 11, 11, 8, 30, tzinfo=UTC))


def rubles(word: str) -> Amount:
    return Amount(Decimal(word), "RUB")


TEAPOT = Item(
    sequence=1,
    description="Чайник фарфоровый & <чашки>",
    codes=(Code("69111000", "TSP"), Code("90", "TRC")),
    origins=(Origin("CN", "1"),),
    gross_kg=Decimal("2.5"),
    net_kg=Decimal("2.25"),
    price=rubles("3000.00"),
    customs_value=rubles("3100.00"),
    statistical_value=rubles("3100.00"),
    packages=(Package(1, "BX", Decimal(2), "no marks"),),
    parties=(Party("Buyer", name="Anna"), Party("Seller", "CN1", "Jingdezhen Kiln")),
    duties=(
        Duty("A00", "100", rubles("3100.00"), Decimal("5.00"), None, None, rubles("155.00"), rubles("155.00"), "E"),
        Duty("B00", method="E"),
    ),
)
DECLARATION = NewDeclaration(
    reference="TEA-2026-1",
    type="IMA",
    items=(TEAPOT,),
    parties=(
        Party("Declarant", "RU1"),
        Party("Exporter", "", "Jingdezhen Kiln", "1 Kiln Street", "Jingdezhen", "333000", "CN"),
        Party("Consignee", name="Anna"),
        Party("Importer", "RU2"),
    ),
    destination="RU",
    export_country="CN",
    packages=2,
)


def response(function: str, **more: object) -> NewResponse:
    plain = NewResponse(function, f"R-{function}", SEEN, DECLARATION.reference, "26RU00000000000001")
    return plain._replace(**more)  # type: ignore[arg-type]


def taxed(*duties: Duty, item: int = 1) -> NewResponse:
    return response(TAX, statuses=(Status("67"),), items=(Item(item, duties=duties),))


RESPONSES = {
    "accepted": response(ACCEPTED, accepted=SEEN),
    "rejected": response(
        REJECTED,
        mrn="",
        rejected=SEEN,
        mistakes=(
            Mistake("CDS12005", "no such code", (Pointer("42A"), Pointer("17C", 1, "R144"))),
            Mistake("CDS40011"),
        ),
    ),
    "tax": taxed(
        Duty(
            "A00", "100", rubles("3100.00"), Decimal("5.00"), rubles("0.00"), None, rubles("155.00"), rubles("155.00")
        ),
        Duty("B00", "100", rubles("3255.00"), Decimal("22.00"), None, None, rubles("716.10"), rubles("716.10")),
    ),
    "cleared": response(CLEARED, statuses=(Status("4", SEEN, SEEN),)),
}
