"""The demo's labels can all be printed, and their addresses stand the check."""

import io

from tearoad.boot.addresses import checked_rows
from tearoad.boot.labels import label_rows
from tearoad.demo.labels import labels


def test_every_row_is_printed_and_every_address_is_good() -> None:
    table = labels(60, 5)
    assert table.equals(labels(60, 5))
    assert not table.equals(labels(60, 6))
    out = io.BytesIO()
    judged, pages = label_rows("address", table.iter_rows(named=True), out, "zh", 4)
    assert [one.faults for one in judged] == [()] * 60
    assert pages == 15
    for who in ("sender", "recipient"):
        names = ("country", "name", "phone", "postcode", "area", "city", "street")
        found = [*checked_rows(table.select(**{name: f"{who}_{name}" for name in names}))]
        assert {one.column for row in found for one in row.faults} <= {"phone"}  # made up: few are in use
