"""`bench labels` on few labels: what it measures is all there."""

import pytest

from tearoad.cli.bench_labels import bench_labels, in_words


@pytest.mark.full
def test_a_small_bench_measures_every_kind() -> None:
    found = bench_labels(100)
    assert set(found["labels_per_second"]) == {"address", "address_4_up", "receptacle", "dispatch_items"}
    assert min(found["labels_per_second"].values()) > 0
    assert found["forms"] > 0
    assert found["rss_mb_after_few"] <= found["rss_mb_after_many"]
    assert any("four on A4" in line for line in in_words(found))
