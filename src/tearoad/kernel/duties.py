"""Duty on many parcels at once, by dated rules that tile time."""

from typing import NamedTuple

import numpy as np

NO_RULE = -1


class DutyRules(NamedTuple):
    """Columns int64[k] but for `whole_value` bool[k]; days half-open and ascending; `ad_valorem` in 1/10,000."""

    from_day: np.ndarray
    until_day: np.ndarray
    threshold_minor: np.ndarray
    threshold_grams: np.ndarray
    whole_value: np.ndarray
    ad_valorem: np.ndarray
    specific_minor_per_kg: np.ndarray


def parcel_duty(
    day: np.ndarray, value_minor: np.ndarray, weight_grams: np.ndarray, rules: DutyRules
) -> tuple[np.ndarray, np.ndarray]:
    """Duty int64[n] and the number of the rule that decided, int64[n] (-1: no rule covers the day, duty 0).

    Above a threshold: the larger of rate on value and rate on weight, on the excess or, where the rule says so, on
    the whole; each half is rounded half up to the minor unit.
    """
    at = np.searchsorted(rules.from_day, day, side="right") - 1
    row = np.maximum(at, 0)
    covered = (at >= 0) & (day < rules.until_day[row])
    over_value = np.maximum(value_minor - rules.threshold_minor[row], 0)
    over_weight = np.maximum(weight_grams - rules.threshold_grams[row], 0)
    dutiable = covered & ((over_value > 0) | (over_weight > 0))
    whole = rules.whole_value[row]
    by_value = (np.where(whole, value_minor, over_value) * rules.ad_valorem[row] + 5_000) // 10_000
    by_weight = (np.where(whole, weight_grams, over_weight) * rules.specific_minor_per_kg[row] + 500) // 1_000
    return np.where(dutiable, np.maximum(by_value, by_weight), 0), np.where(covered, row, NO_RULE)
