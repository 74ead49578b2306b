"""Rows for address labels of the demo's parcels, from China to Russia, each with its own texts; names are made up."""

from collections.abc import Sequence

import numpy as np
import polars as pl

from tearoad.kernel.s10 import numbers

SHOPS = ("杭州灯笼贸易有限公司", "义乌柳树家居", "深圳湾电子有限公司", "青岛家电仓库", "广州白鹤玩具厂")
FROM = (("杭州市", "浙江省", "310"), ("义乌市", "浙江省", "322"), ("深圳市", "广东省", "518"),
        ("青岛市", "山东省", "266"))  # fmt: skip
ROADS = ("文一西路", "人民路", "解放路", "中山大道", "长安街")
NAMES = ("Щербаков Юрий", "Кузнец Анна", "Ёлкин Пётр", "Хуснутдинова Гүзәл", "Сокол Ия", "Жданова Софья")
TO = (("Казань", "Республика Татарстан", "420"), ("Москва", "Москва", "101"), ("Пермь", "Пермский край", "614"),
      ("Новосибирск", "Новосибирская область", "630"), ("Екатеринбург", "Свердловская область", "620"))  # fmt: skip
STREETS = ("ул. Ленина", "пр-т Мира", "Садовая ул.", "наб. реки Мойки", "ул. Соловьёва", "Подъездная ул.")


def labels(count: int, seed: int) -> pl.DataFrame:
    """By the columns of `tearoad labels`."""
    luck = np.random.default_rng([seed, 7])

    def drawn(words: Sequence[str]) -> pl.Series:
        return pl.Series(list(words), dtype=pl.String).gather(luck.integers(0, len(words), count))

    def number(first: int, last: int, width: int = 0) -> pl.Series:
        return pl.Series(luck.integers(first, last, count, endpoint=True)).cast(pl.String).str.zfill(width)

    sender = _place(FROM, luck.integers(0, len(FROM), count))
    recipient = _place(TO, luck.integers(0, len(TO), count))
    return pl.DataFrame(
        {
            "number": pl.Series(numbers("RB", np.arange(count), "CN"), dtype=pl.String),
            "sender_name": drawn(SHOPS),
            "sender_street": drawn(ROADS) + number(1, 999) + "号",
            "sender_city": sender["city"],
            "sender_area": sender["area"],
            "sender_postcode": sender["postcode"] + number(0, 999, 3),
            "sender_country": pl.repeat("CN", count, dtype=pl.String, eager=True),
            "sender_phone": "+8613" + number(0, 10**9 - 1, 9),
            "recipient_name": drawn(NAMES) + " " + drawn("АБВГДЕ") + ".",
            "recipient_street": drawn(STREETS) + ", д. " + number(1, 299) + ", кв. " + number(1, 399),
            "recipient_city": recipient["city"],
            "recipient_area": recipient["area"],
            "recipient_postcode": recipient["postcode"] + number(0, 999, 3),
            "recipient_country": pl.repeat("RU", count, dtype=pl.String, eager=True),
            "recipient_phone": "+79" + number(0, 10**9 - 1, 9),
            "weight_grams": number(20, 1_999),
        }
    )


def _place(places: Sequence[tuple[str, str, str]], chosen: np.ndarray) -> pl.DataFrame:
    return pl.DataFrame(list(places), schema=["city", "area", "postcode"], orient="row")[chosen]
