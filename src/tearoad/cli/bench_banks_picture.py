"""The picture of `bench banks`: payments a second while many times too many buyers come, ours and a shop's."""

from pathlib import Path
from typing import Any

import altair as alt

from tearoad.cli.pictures import write_chart

WIDE, TALL = 560, 220
OURS, NAIVE = "Tearoad", "a shop that tries again"
COLOURS = {OURS: "#1f6f78", NAIVE: "#c0392b"}


def write_banks_picture(path: Path, found: dict[str, Any]) -> None:
    """Both curves, and what the banks together have declared."""
    curve = found["curve"]
    rows = [
        {"seconds": (nr + 0.5) * curve["bucket_seconds"], "payments": payments, "who": who}
        for who, name in ((OURS, "ours"), (NAIVE, "naive"))
        for nr, payments in enumerate(curve[name])
    ]
    over = f"{found['times_over']:g} times too many buyers"
    across = alt.X("seconds:Q", axis=alt.Axis(title=f"seconds, {over}"))
    up = alt.Y("payments:Q", axis=alt.Axis(title="payments a second"))
    colour = alt.Color(
        "who:N",
        scale=alt.Scale(domain=list(COLOURS), range=list(COLOURS.values())),
        legend=alt.Legend(title=None, orient="top"),
    )
    lines = alt.Chart().mark_line(point=True, strokeWidth=2).encode(across, up, colour)
    rule = alt.Chart().mark_rule(strokeDash=[6, 3], color="#444").encode(alt.YDatum(found["capacity_a_second"]))
    chart = alt.layer(lines, rule, data=alt.NamedData("rows")).properties(width=WIDE, height=TALL)
    write_chart(path, {**chart.configure(aria=False, background="white").to_dict(), "datasets": {"rows": rows}})
