"""Import declarations made up from a seed: fraud hangs on goods, a little on the importer, and on luck."""

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

HEADER = ("Declaration ID", "Date", "Office ID", "Import Type", "Declarant ID", "Importer ID", "Seller ID",
          "Courier ID",
          "HS6 Code", "Country of Departure", "Country of Origin", "Tax Rate", "Tax Type", "Net Mass", "Item Price",
          "Fraud")  # fmt: skip
GOODS, KNOWN_GOODS = 200, 150


def declared(rows: int, seed: int = 1, **columns: Any) -> pl.DataFrame:
    """A year of rows in the order of their days; `columns` are laid over what is drawn. Seed 1 knows some goods."""
    luck = np.random.default_rng(seed)
    goods = luck.integers(0, KNOWN_GOODS if seed == 1 else GOODS, rows)
    of_goods = np.random.default_rng(7)
    hs = of_goods.integers(1, 40, GOODS) * 25_013 % 1_000_000
    bad = of_goods.random(GOODS) < 0.25
    mass, per_kg = of_goods.integers(1, 400, GOODS), of_goods.integers(1, 900, GOODS) / 10
    importer = luck.integers(0, 60, rows)
    chance = np.where(bad[goods], 0.9, 0.05) + 0.1 * (importer < 5)
    days = np.sort(luck.integers(0, 366, rows))
    made = {
        "Declaration ID": [f"D{seed}-{at}" for at in range(rows)],
        "Date": (np.datetime64("2020-01-01") + days).astype(str),
        "Office ID": luck.choice(["10", "20", "30"], rows),
        "Import Type": luck.choice(["11", "15"], rows),
        "Declarant ID": [f"X{at}" for at in luck.integers(0, 20, rows)],
        "Importer ID": [f"I{at}" for at in importer],
        "Seller ID": [f"S{at}" if at else "" for at in luck.integers(0, 30, rows)],
        "Courier ID": "",
        "HS6 Code": hs[goods],
        "Country of Departure": luck.choice(["CN", "HK"], rows),
        "Country of Origin": np.array(["CN", "JP", "US"])[goods % 3],
        "Tax Rate": (hs[goods] % 5) * 2.5,
        "Tax Type": "A",
        "Net Mass": mass[goods].astype(float),
        "Item Price": (mass * per_kg)[goods].round(2),
        "Fraud": (luck.random(rows) < chance).astype(int),
    }
    return pl.DataFrame({**made, **columns})


def written(path: Path, frame: pl.DataFrame) -> Path:
    frame.write_csv(path)
    return path
