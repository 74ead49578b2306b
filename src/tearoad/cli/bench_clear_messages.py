"""The demo's declarations as messages for `bench clear`: a CUSDEC interchange, WCO declarations below one MetaData."""

from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import escape

import polars as pl

WCO = "urn:wco:datamodel:WCO:DEC-DMS:2"
METADATA = "urn:wco:datamodel:WCO:DocumentMetaData-DMS:2"
Row = dict[str, Any]


def interchange(table: pl.DataFrame) -> bytes:
    """A message a parcel."""
    messages = [_message(number, rows) for number, rows in enumerate(_parcels(table), 1)]
    head = "UNB+UNOY:4+TEAROAD:ZZ+RUSCUSTOMS:ZZ+20261111:1205+R1'"
    return "".join([head, *messages, f"UNZ+{len(messages)}+R1'"]).encode()


def _message(number: int, rows: list[Row]) -> str:
    one = rows[0]
    segments = [
        f"UNH+{number}+CUSDEC:D:21A:UN", f"BGM+929+{one['parcel_id']}+9", "LOC+35+CN", "LOC+36+RU", "GEI+4+SAL",
        f"MEA+WT+AAD+KGM:{one['gross_grams'] / 1_000}", f"RFF+AAQ:{one['s10']}", f"NAD+CZ++{one['sender_name']}",
        f"NAD+IM+{one['recipient_identity']}++{one['recipient_name']}++++{one['recipient_postcode']}", "UNS+D",
    ]  # fmt: skip
    for row in rows:
        segments += [
            f"CST+{row['line']}+{row['hs']}", f"FTX+AAA+++{_released(row['description'])}", "LOC+27+CN",
            f"MEA+AAE+AAA+KGM:{row['weight_grams'] / 1_000}", f"PAC+{row['quantity']}++PK",
            f"MOA+38:{row['value_minor'] / 100:.2f}:{row['currency']}",
        ]  # fmt: skip
    return "'".join([*segments, "UNS+S", f"UNT+{len(segments) + 2}+{number}", ""])


def _released(text: str) -> str:
    for sign in "?+:'*":
        text = text.replace(sign, "?" + sign)
    return text


def declarations_xml(table: pl.DataFrame) -> bytes:
    """A declaration a parcel."""
    inside = "".join(_declaration(rows) for rows in _parcels(table))
    return f'<md:MetaData xmlns:md="{METADATA}" xmlns="{WCO}">{inside}</md:MetaData>'.encode()


def _declaration(rows: list[Row]) -> str:
    one = rows[0]
    return (
        f"<Declaration><FunctionCode>9</FunctionCode><FunctionalReferenceID>{one['parcel_id']}</FunctionalReferenceID>"
        f"<TypeCode>IMA</TypeCode><Exporter><Name>{one['sender_name']}</Name></Exporter><GoodsShipment>"
        "<Destination><CountryCode>RU</CountryCode></Destination><ExportCountry><ID>CN</ID></ExportCountry>"
        + "".join(_item(row) for row in rows)
        + f"<Importer><Name>{one['recipient_name']}</Name><ID>{one['recipient_identity']}</ID></Importer>"
        "</GoodsShipment></Declaration>"
    )


def _item(row: Row) -> str:
    code = f"<Classification><ID>{row['hs']}</ID></Classification>" if row["hs"] else ""
    return (
        f"<GovernmentAgencyGoodsItem><SequenceNumeric>{row['line']}</SequenceNumeric><Commodity>"
        f"<Description>{escape(row['description'])}</Description>{code}<GoodsMeasure>"
        f"<GrossMassMeasure>{row['weight_grams'] / 1_000}</GrossMassMeasure>"
        f"<NetNetWeightMeasure>{row['weight_grams'] / 1_000}</NetNetWeightMeasure></GoodsMeasure>"
        f'<InvoiceLine><ItemChargeAmount currencyID="{row["currency"]}">{row["value_minor"] / 100:.2f}'
        "</ItemChargeAmount></InvoiceLine></Commodity><Origin><CountryCode>CN</CountryCode></Origin>"
        "</GovernmentAgencyGoodsItem>"
    )


def _parcels(table: pl.DataFrame) -> Iterator[list[Row]]:
    """The rows of each parcel, which stand together."""
    for _, part in table.group_by("parcel_id", maintain_order=True):
        yield part.to_dicts()
