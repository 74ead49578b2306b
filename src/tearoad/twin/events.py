"""Every visit of one rehearsal as a table, for those who want to look for themselves."""

import numpy as np
import polars as pl

from tearoad.kernel.stations import FAR
from tearoad.twin.rehearse import Rehearsed


def events(name: str, found: Rehearsed) -> pl.DataFrame:
    """scenario, parcel (its key of luck), station, and when it came, was taken on, was done (UTC; null: never)."""
    stations = pl.Series(found.offices.names)
    c = found.travellers
    moments = {"came": found.came, "begun": found.begun, "ended": found.ended}
    return pl.DataFrame(
        {"parcel": c.key[found.row], "station": stations.gather(np.maximum(found.visits.station, 0)), **moments}
    ).select(
        pl.lit(name).alias("scenario"),
        "parcel",
        "station",
        *(
            pl.from_epoch(pl.when(pl.col(column) < FAR).then(pl.col(column))).dt.replace_time_zone("UTC").alias(column)
            for column in moments
        ),
    )
