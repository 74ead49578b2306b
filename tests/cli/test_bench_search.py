"""The bench of the shop asks what it says, of the catalogue that it says."""

from tearoad.cli.bench_search import bench_search


def test_the_shop_is_measured(migrated_url: str) -> None:
    found = bench_search(migrated_url, count=200, searches=20)
    assert found["products"] == 200
    for times in (found["search_ms"], found["product_ms"]):
        assert 0 < times["p50"] <= times["p95"] <= times["p99"]
