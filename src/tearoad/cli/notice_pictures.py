"""The picture of a sale's forecast: payments a minute of each bank over the day, against what the bank takes."""

from pathlib import Path

import altair as alt
import numpy as np

from tearoad.boot.bank_notice import Outlook
from tearoad.cli.pictures import write_chart

WIDE, TALL, COLUMNS = 420, 110, 2
CURVE, LIMIT = "#1f6f78", "#c0392b"


def write_picture(path: Path, seen: Outlook) -> None:
    """SVG or PNG, by the name's ending; whole or not at all."""
    write_chart(path, _specification(seen))


def _specification(seen: Outlook) -> dict[str, object]:
    """The rows join the finished specification: Altair would copy and check each of them many times."""
    hours = alt.Axis(title=None, values=list(range(0, 1441, 240)), labelExpr="format(datum.value / 60, '02') + ':00'")
    across = alt.X("minute:Q", axis=hours, scale=alt.Scale(domain=[0, 1440]))
    curve = alt.Chart().mark_area(color=CURVE, opacity=0.75, interpolate="step-after")
    limit = alt.Chart().mark_rule(color=LIMIT, strokeDash=[6, 3], strokeWidth=1.5)
    layers = alt.layer(
        curve.encode(
            across,
            alt.Y("payments:Q", axis=alt.Axis(title=None, tickCount=4, tickMinStep=1, format=",d", minExtent=40)),
        ),
        limit.encode(alt.Y("max(a_minute):Q")),
    ).properties(width=WIDE, height=TALL)
    header = alt.Header(title=None, labelFontSize=12, labelAnchor="start")
    panels = alt.Facet("bank:N", sort=list(seen.forecast.banks), header=header)
    chart = layers.facet(data=alt.NamedData("rows"), facet=panels, columns=COLUMNS)
    chart = chart.resolve_scale(y="independent").configure(aria=False, background="white")
    rows = [
        {"bank": need.bank, "minute": minute, "payments": payments, "a_minute": need.a_minute}
        for need, curve in zip(seen.needs, seen.forecast.payments, strict=True)
        for minute, payments in _steps(curve)
    ]
    return {**chart.to_dict(), "datasets": {"rows": rows}}


def _steps(curve: np.ndarray) -> list[tuple[int, int]]:
    """The minutes at which it changes, and its end."""
    at = np.flatnonzero(np.diff(curve, prepend=-1))
    return [*zip(at.tolist(), curve[at].tolist(), strict=True), (len(curve), int(curve[-1]))]
