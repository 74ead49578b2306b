"""300 products by 40 merchants from 20 hand-written templates, the same for the same seed."""

import tomllib
from collections.abc import Sequence
from pathlib import Path
from statistics import NormalDist

import numpy as np

from tearoad.operations.ports import Product, Shelf

TEMPLATES = Path(__file__).parent / "templates.toml"
MERCHANTS = {"CN": 28, "RU": 7, "stock": 5}  # assumed; together 40
SELLERS = 3  # merchants that offer each variant of a template
ORIGINS = {
    "CN": ("yiwu", "shenzhen", "guangzhou", "hangzhou", "harbin", "urumqi"),
    "RU": ("moscow", "yekaterinburg", "novosibirsk"),
    "stock": ("moscow",),
}
WEEKS_IN_STOCK = 6  # assumed: what a shelf holds against ordinary demand, so that even 11.11 rarely empties it


def products(seed: int) -> list[Product]:
    """300 rows of the catalogue; weights and sizes follow the file's quantiles. A merchant ships from one place."""
    luck = np.random.default_rng(seed)
    document = tomllib.loads(TEMPLATES.read_text(encoding="utf-8"))
    rows = [
        (template, variant, seller)
        for template in document["template"]
        for variant in range(len(template["variants"]))
        for seller in range(SELLERS)
    ]
    nominal = np.array([template["grams"] for template, _, _ in rows]) * luck.lognormal(0, 0.25, len(rows))
    grams = _spread(nominal, document["weight_quantiles_grams"])
    merchants = {made: luck.integers(0, count, len(rows)) for made, count in MERCHANTS.items()}
    made_by = [
        _merchant(template["made"], int(merchants[template["made"]][at])) for at, (template, _, _) in enumerate(rows)
    ]
    prices = [int(luck.integers(*template["price_minor"]) // 100 * 100) for template, _, _ in rows]
    sizes = {name: _sizes(luck, nominal, **said) for name, said in document["sizes_cm"].items()}
    return [
        Product(
            sku=f"{template['id']}-{variant + 1}{'abc'[seller]}",
            merchant=made_by[at][0],
            origin=made_by[at][1],
            title_ru=f"{template['title']['ru']}, {template['variants'][variant]['ru']}",
            title_zh=f"{template['title']['zh']}，{template['variants'][variant]['zh']}",
            title_en=f"{template['title']['en']}, {template['variants'][variant]['en']}",
            hs6=template["hs6"],
            classified=True,
            weight_grams=int(grams[at]),
            weight_assumed=False,
            price_minor=prices[at],
            currency="RUB",
            length_cm=int(sizes["length"][at]),
            width_cm=int(sizes["width"][at]),
            height_cm=int(sizes["height"][at]),
            model=f"{template['id']}-{variant + 1}",
        )
        for at, (template, variant, seller) in enumerate(rows)
    ]


def shelves(goods: list[Product], units_a_week: float) -> list[Shelf]:
    """Stock for so many units sold a week in the whole shop."""
    each = max(30, round(WEEKS_IN_STOCK * units_a_week / len(goods) * 4))
    return [Shelf(product.sku, each, each, False) for product in goods]


def _spread(scores: np.ndarray, quantiles: Sequence[int]) -> np.ndarray:
    """Whole numbers in the order of the scores whose distribution has these evenly spaced quantiles."""
    return np.interp(_ranks(scores), np.linspace(0, 1, len(quantiles)), quantiles).round().astype(int)


def _sizes(luck: np.random.Generator, nominal: np.ndarray, with_weight: float, quantiles: Sequence[int]) -> np.ndarray:
    """Sizes that go with the weights as closely as `with_weight` says (a Gaussian copula)."""
    normal = np.array([NormalDist().inv_cdf(rank) for rank in _ranks(nominal)])
    return _spread(with_weight * normal + (1 - with_weight**2) ** 0.5 * luck.standard_normal(len(nominal)), quantiles)


def _ranks(scores: np.ndarray) -> np.ndarray:
    return (np.argsort(np.argsort(scores)) + 0.5) / len(scores)


def _merchant(made: str, number: int) -> tuple[str, str]:
    return f"{made.lower()}-merchant-{number + 1:02d}", ORIGINS[made][number % len(ORIGINS[made])]
