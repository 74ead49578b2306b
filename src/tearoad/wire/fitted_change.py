"""What scans say of lanes and legs as a change of the road, in the form that `leg_changes` reads."""

from collections.abc import Iterator, Sequence

from tearoad.network.fitted import Fit
from tearoad.network.leg import LegBook
from tearoad.network.road import Span
from tearoad.terms.days import DAY, HOUR

SHORTEST_HOURS = 0.1  # of a leg


def change_text(book: LegBook, lanes: Sequence[Fit], legs: Sequence[Fit], days: tuple[str, str]) -> str:
    """TOML with what was fitted; `days` are the first and the one after the last, for title and sources."""
    since, until = days
    rows = [
        "[title]",
        f'en = "As scanned, {since} until {until}"',
        f'ru = "По сканам, {since} - {until}"',
        f'zh = "按扫描数据，{since} 至 {until}"',
    ]
    for fit in lanes:
        if fit.fitted:
            half, nine = (round(seconds / DAY, 3) for seconds in fit.fitted)
            rows += ["", "[[lane]]", f'id = "{fit.id}"', f"transit_days_p50 = {half}", f"transit_days_p90 = {nine}"]
            rows.append(_source(fit, since, until))
    for fit in legs:
        if fit.fitted:
            rows += ["", "[[change]]", f'id = "{fit.id}"', *_hours(book, fit.id, fit.fitted), 'status = "fitted"']
            rows.append(_source(fit, since, until))
    return "\n".join(rows) + "\n"


def _hours(book: LegBook, name: str, fitted: Span) -> Iterator[str]:
    """What is slower than the timetable is delay; where half are faster, so is the timetable."""
    leg = book.legs[name]
    takes = leg.running + leg.gauge
    if fitted.p50 < takes:
        running = max(fitted.p50 - leg.gauge, round(SHORTEST_HOURS * HOUR))
        yield f"hours = {round(running / HOUR, 2)}"
        takes = running + leg.gauge
    for quantile, seconds in fitted._asdict().items():
        yield f"delay_{quantile}_hours = {round(max(seconds - takes, 0) / HOUR, 2)}"


def _source(fit: Fit, since: str, until: str) -> str:
    return f'source = "fitted: scans of {fit.left} parcels that left {since} until {until}, {fit.came} came"'
