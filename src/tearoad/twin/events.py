"""Every visit of one rehearsal as a table, for those who want to look for themselves."""

import numpy as np
import polars as pl

from tearoad.kernel.stations import FAR
from tearoad.twin.rehearse import Rehearsed


def events(name: str, found: Rehearsed) -> pl.DataFrame:
    """scenario, parcel (its key of luck), station, and when it came, was taken on, was done (UTC; null: never)."""
    c, rows = found.travellers, np.flatnonzero(found.visits.station >= 0)  # who was stuck before has chosen no office
    moments = {"came": found.came[rows], "begun": found.begun[rows], "ended": found.ended[rows]}
    stations = pl.Series(found.offices.names).gather(found.visits.station[rows])
    return pl.DataFrame({"parcel": c.key[found.row[rows]], "station": stations, **moments}).select(
        pl.lit(name).alias("scenario"),
        "parcel",
        "station",
        *(
            pl.from_epoch(pl.when(pl.col(column) < FAR).then(pl.col(column))).dt.replace_time_zone("UTC").alias(column)
            for column in moments
        ),
    )
