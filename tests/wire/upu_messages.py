"""Messages that several tests of the postal formats share: one of each, and strategies for any."""

from datetime import UTC, date, datetime

import numpy as np
from hypothesis import strategies as st

from tearoad.kernel.s10 import numbers
from tearoad.wire.upu.events import kinds
from tearoad.wire.upu.values import (
    AGAINST,
    NOT_CERTIFIED,
    Content,
    Cusitm,
    Cusrsp,
    Duty,
    Emsevt,
    Header,
    Item,
    Itmatt,
    Message,
    Predes,
    Received,
    Receptacle,
    Resdes,
    Response,
    TrackingEvent,
)

HEADER = Header(
    reference="TEA-1",
    prepared_at=datetime(2026, 11, 11, 8, 30, tzinfo=UTC),
    sender="CNBJSA",
    recipient="RUMOWB",
)
TEAPOT = Content(
    line=1,
    description="Чайник фарфоровый + 2 чашки 'Юйся'",
    hs="691110",
    quantity=1,
    weight_grams=1_250,
    value_minor=4_300,
    origin="CN",
    licence="",
)
TEA = Content(
    line=2,
    description="茶叶 puer tea",
    hs="090230",
    quantity=2,
    weight_grams=714,
    value_minor=2_000,
    origin="CN",
    licence="PHYTO-77",
)
PARCEL = Item(
    parcel_id="p-1",
    s10="LX473124829CN",
    category="sale",
    subject="ecommerce",
    accepted_on=date(2026, 11, 12),
    destination="RU",
    currency="EUR",
    postage_minor=350,
    gross_grams=2_200,
    seller_registered=False,
    sender_name="Jingdezhen Kiln",
    sender_country="CN",
    consignee_id="buyer-7",
    recipient_name="Анна",
    recipient_postcode="101000",
    recipient_identity="500100732259",
    order_id="o-1",
    invoice="I-1",
    office="moscow",
    dispatch_id="CNBJSARUMOWBACE60042",
    content_count=2,
    contents=(TEAPOT, TEA),
)
LETTER = Item(
    parcel_id="p-2",
    s10="",
    category="documents",
    subject="",
    accepted_on=date(2026, 11, 12),
    destination="RU",
    currency="CNY",
    postage_minor=0,
    gross_grams=None,
    seller_registered=False,
    sender_name="",
    sender_country="",
    consignee_id="",
    recipient_name="",
    recipient_postcode="",
    recipient_identity="",
    order_id="",
    invoice="",
    office="",
    dispatch_id="",
    content_count=1,
    contents=(
        Content(line=1, description="", hs="", quantity=1, weight_grams=20, value_minor=0, origin="CN", licence=""),
    ),
)
ITMATT = Itmatt(conformance=NOT_CERTIFIED, header=HEADER, item_count=2, items=(PARCEL, LETTER))
CUSITM = Cusitm(conformance=NOT_CERTIFIED, header=HEADER, item_count=1, items=(PARCEL,))
PREDES = Predes(
    conformance=NOT_CERTIFIED,
    header=HEADER,
    dispatch_id="CNBJSARUMOWBACE60042",
    closed_at=datetime(2026, 11, 11, 20, 0, tzinfo=UTC),
    receptacle_count=1,
    receptacles=(
        Receptacle(
            receptacle_id="CNBJSARUMOWBACE60042001100022",
            weight_grams=2_200,
            item_count=1,
            items=("LX473124829CN",),
        ),
    ),
)
RESDES = Resdes(
    conformance=NOT_CERTIFIED,
    header=HEADER,
    dispatch_id="CNBJSARUMOWBACE60042",
    receptacle_count=1,
    receptacles=(
        Received(
            receptacle_id="CNBJSARUMOWBACE60042001100022",
            state="opened",
            at=datetime(2026, 11, 16, 5, 0, tzinfo=UTC),
            missing=("LX473124829CN",),
            surplus=("RA123456785CN", "RA12-X"),
        ),
    ),
)
CUSRSP = Cusrsp(
    conformance=NOT_CERTIFIED,
    header=HEADER,
    response_count=2,
    responses=(
        Response(
            s10="LX473124829CN",
            decision="release",
            reason="",
            duties=(Duty(tax="duty", amount_minor=315, currency="EUR"),),
            text="",
        ),
        Response(s10="RA123456785CN", decision="hold", reason="value in doubt", duties=(), text="invoice, please"),
    ),
)


def event(code: str, **said: str) -> TrackingEvent:
    plain = {"retention_reason": "", "attempt_reason": "", "action": ""} | said
    at = datetime(2026, 11, 14, 6, 0, tzinfo=UTC)
    return TrackingEvent(s10="LX473124829CN", event=code, at=at, office="RUMOWB", **plain)


EMSEVT = Emsevt(
    conformance=NOT_CERTIFIED,
    header=HEADER,
    event_count=3,
    events=(event("EMD"), event("EME", retention_reason="value in doubt"), event("EMF")),
)
MESSAGES: dict[str, Message] = {
    "itmatt": ITMATT, "cusitm": CUSITM, "predes": PREDES, "resdes": RESDES, "cusrsp": CUSRSP, "emsevt": EMSEVT,
}  # fmt: skip

# Any text that a message takes: no controls, no half characters.
texts = st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=35)
words = texts.filter(bool)
codes = st.sampled_from(["CN", "RU", "KZ"])
moments = st.datetimes(datetime(2020, 1, 1), datetime(2028, 12, 31), timezones=st.just(UTC)).map(  # noqa: DTZ001
    lambda at: at.replace(microsecond=0)
)
headers = st.builds(Header, reference=words, prepared_at=moments, sender=words, recipient=words)
item_ids = st.integers(0, 10**8 - 1).map(lambda serial: numbers("LX", np.array([serial]), "CN")[0])


@st.composite
def items(draw: st.DrawFn, parcel_id: str, s10: str) -> Item:
    lines = draw(st.lists(st.integers(0, 99), min_size=1, max_size=4, unique=True))
    contents = tuple(
        Content(
            line=line,
            description=draw(texts),
            hs=draw(st.sampled_from(["", "691110", "0902301000"])),
            quantity=draw(st.integers(1, 10**9)),
            weight_grams=draw(st.integers(1, 10**9)),
            value_minor=draw(st.integers(0, 10**11)),
            origin=draw(codes),
            licence=draw(texts),
        )
        for line in lines
    )
    said = {name: draw(texts) for name in ("sender_name", "consignee_id", "recipient_name", "recipient_identity",
                                           "order_id", "invoice", "office", "dispatch_id")}  # fmt: skip
    return Item(
        parcel_id=parcel_id,
        s10=s10,
        category=draw(st.sampled_from(["", "gift", "documents", "sale", "sample", "return", "other"])),  # type: ignore[arg-type]
        subject=draw(st.sampled_from(["", "post", "gift", "commercial"])),  # type: ignore[arg-type]
        accepted_on=draw(st.dates(date(2013, 1, 1), date(2028, 12, 31))),
        destination=draw(codes),
        currency=draw(st.sampled_from(["EUR", "RUB"])),
        postage_minor=draw(st.integers(0, 10**11)),
        gross_grams=draw(st.none() | st.integers(1, 10**9)),
        seller_registered=draw(st.booleans()),
        sender_country=draw(st.sampled_from(["", "CN"])),
        recipient_postcode=draw(texts)[:17],
        content_count=len(contents),
        contents=contents,
        **said,
    )


@st.composite
def item_messages(draw: st.DrawFn) -> Itmatt | Cusitm:
    kind = draw(st.sampled_from([Itmatt, Cusitm]))
    ids = draw(st.lists(st.tuples(words, item_ids), min_size=1, max_size=4, unique_by=(lambda p: p[0], lambda p: p[1])))
    found = tuple(draw(items(parcel_id, s10 if draw(st.booleans()) else "")) for parcel_id, s10 in ids)
    return kind(conformance=NOT_CERTIFIED, header=draw(headers), item_count=len(found), items=found)


@st.composite
def predes(draw: st.DrawFn) -> Predes:
    s8 = "CNBJSARUMOWBACE6" + f"{draw(st.integers(0, 9999)):04}"
    serials = draw(st.lists(st.integers(0, 999), min_size=1, max_size=3, unique=True))
    ids = draw(st.lists(item_ids, max_size=6, unique=True))
    told = [ids[at :: len(serials)] for at in range(len(serials))]
    found = tuple(
        Receptacle(
            receptacle_id=f"{s8}{serial:03}100022",
            weight_grams=draw(st.integers(1, 10**6)),
            item_count=len(some),
            items=tuple(some),
        )
        for serial, some in zip(serials, told, strict=True)
    )
    return Predes(
        conformance=NOT_CERTIFIED, header=draw(headers), dispatch_id=s8, closed_at=draw(moments),
        receptacle_count=len(found), receptacles=found,
    )  # fmt: skip


@st.composite
def resdes(draw: st.DrawFn) -> Resdes:
    s8 = "CNBJSARUMOWBACE60042"
    found = tuple(
        Received(
            receptacle_id=f"{s8}{serial:03}100022",
            state=draw(st.sampled_from(["arrived", "opened"])),  # type: ignore[arg-type]
            at=draw(moments),
            missing=tuple(draw(st.lists(item_ids, max_size=2, unique=True))),
            surplus=tuple(draw(st.lists(words, max_size=2, unique=True))),
        )
        for serial in draw(st.lists(st.integers(0, 999), min_size=1, max_size=2, unique=True))
    )
    return Resdes(
        conformance=NOT_CERTIFIED, header=draw(headers), dispatch_id=s8, receptacle_count=len(found),
        receptacles=found,
    )  # fmt: skip


@st.composite
def cusrsp(draw: st.DrawFn) -> Cusrsp:
    found = []
    for s10 in draw(st.lists(item_ids, min_size=1, max_size=4, unique=True)):
        decision = draw(st.sampled_from(["release", "hold", "request", "refuse", "return"]))
        duties = draw(st.lists(st.builds(Duty, tax=words, amount_minor=st.integers(0, 10**11),
                                         currency=st.just("RUB")), max_size=3))  # fmt: skip
        reason = draw(words.filter(str.strip)) if decision in AGAINST else draw(texts)
        found.append(Response(s10=s10, decision=decision, reason=reason, duties=tuple(duties), text=draw(texts)))  # type: ignore[arg-type]
    return Cusrsp(conformance=NOT_CERTIFIED, header=draw(headers), response_count=len(found), responses=tuple(found))


@st.composite
def emsevt(draw: st.DrawFn) -> Emsevt:
    found = []
    for _ in range(draw(st.integers(1, 4))):
        kind = kinds()[draw(st.sampled_from(sorted(kinds())))]
        said = {name: draw(words.filter(str.strip)) for name in kind.needs}
        found.append(event(kind.code, **said))
    return Emsevt(conformance=NOT_CERTIFIED, header=draw(headers), event_count=len(found), events=tuple(found))


messages = item_messages() | predes() | resdes() | cusrsp() | emsevt()
