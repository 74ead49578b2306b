"""A selection told office by office and day by day."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from tearoad.customs.risk.declarations import Declarations
from tearoad.customs.risk.rules import CHANNELS, NO_RULE, Rule
from tearoad.customs.risk.select import DECIDERS, INSPECTED, NOBODY, Selection
from tearoad.terms.days import day_word


def told(found: Selection, items: Declarations, rules: Sequence[Rule]) -> list[dict[str, Any]]:
    """Counts, and every item for which somebody decided: its channel and by whom. Items of one office and day stand in
    the order of the file."""
    office = items.words["office"]
    order = np.argsort(found.group, kind="stable")
    bounds = np.searchsorted(found.group[order], np.arange(len(found.inspections) + 1))
    groups: list[dict[str, Any]] = []
    for group, inspections in enumerate(found.inspections.tolist()):
        rows = order[bounds[group] : bounds[group + 1]]
        by = found.by[rows][found.channel[rows] >= INSPECTED]
        groups.append({
            "office": office.words[office.codes[rows[0]]],
            "day": day_word(int(items.day[rows[0]])),
            "items": len(rows),
            "inspections": inspections,
            "overflow": int(found.overflow[group]),
            **{f"by_{word}": int((by == place).sum()) for place, word in enumerate(DECIDERS) if place != NOBODY},
            "selected": [_item(found, items, rules, row) for row in rows[found.by[rows] != NOBODY].tolist()],
        })  # fmt: skip
    return sorted(groups, key=lambda one: (one["day"], one["office"]))


def _item(found: Selection, items: Declarations, rules: Sequence[Rule], row: int) -> dict[str, str]:
    rule = int(found.rule[row])
    by = DECIDERS[found.by[row]] if rule == NO_RULE else rules[rule].id
    return {"id": items.ids.words[items.ids.codes[row]], "channel": CHANNELS[found.channel[row]], "by": by}
