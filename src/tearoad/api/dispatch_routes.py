"""The addresses of dispatches and receptacles, as parts of the table of routes."""

from tearoad.api import dispatches
from tearoad.api.gate import Way
from tearoad.api.route import AFTER, KEY, PAGE, Route, Told

SCAN = {
    "number": "CNYIWARUMOWAACC60001001100053",
    "event": "departed",
    "place": "yiwu",
    "at": "2026-11-12T08:00:00+08:00",
}
DISPATCH_ROUTES = (
    Route(
        "dispatches",
        "dispatches",
        {
            "GET": Way(dispatches.listed, "dispatch", "read"),
            "POST": Way(dispatches.closed, "dispatch", "create"),
        },
        {
            "GET": Told(
                "Closed dispatches, the newest first.", dispatches.Dispatches, words=(AFTER, PAGE), fails=(422,)
            ),
            "POST": Told(
                "Close a dispatch: what lies in the open receptacles of a lane gets its numbers, and is advised.",
                dispatches.OneDispatch,
                201,
                dispatches.AskedClosing,
                (KEY,),
                (400, 409, 411, 413, 415, 422),
                {"lane": "air-yiwu-moscow"},
            ),
        },
    ),
    Route(
        "dispatches/<str:s8>",
        "one_dispatch",
        {"GET": Way(dispatches.one, "dispatch", "read")},
        {"GET": Told("One dispatch with its receptacles.", dispatches.OneDispatch, fails=(404, 422))},
    ),
    Route(
        "dispatches/<str:s8>/irregularities",
        "settle_irregularity",
        {"POST": Way(dispatches.settled, "dispatch", "create")},
        {
            "POST": Told(
                "Settle what was missing or surplus in one of its receptacles; said again, it is known.",
                dispatches.OneDispatch,
                takes=dispatches.AskedSettlement,
                fails=(400, 404, 409, 411, 413, 415, 422),
                example={"receptacle": SCAN["number"], "number": "HA000000005CN", "settled": "found"},
            )
        },
    ),
    Route(
        "dispatches/<str:s8>/advice",
        "dispatch_advice",
        {"GET": Way(dispatches.advice, "dispatch", "read")},
        {"GET": Told("Its pre-advice, PREDES-like, not certified.", None, fails=(404, 422), media=dispatches.ADVICE)},
    ),
    Route(
        "dispatches/<str:s8>/advice.edi",
        "dispatch_advice_text",
        {"GET": Way(dispatches.advice_text, "dispatch", "read")},
        {"GET": Told("The same as EDIFACT-style text.", None, fails=(404, 422), media=dispatches.EDIFACT)},
    ),
    Route(
        "dispatches/<str:s8>/receipt",
        "dispatch_receipt",
        {"GET": Way(dispatches.receipt, "dispatch", "read")},
        {
            "GET": Told(
                "What of it came so far, RESDES-like, not certified.",
                None,
                fails=(404, 409, 422),
                media=dispatches.RECEIPT,
            )
        },
    ),
    Route(
        "receptacles",
        "open_receptacles",
        {"GET": Way(dispatches.opened, "dispatch", "read")},
        {"GET": Told("What waits in open receptacles, by lane.", dispatches.OpenDispatches, fails=(422,))},
    ),
    Route(
        "receptacles/sort",
        "sort_parcels",
        {"POST": Way(dispatches.sorted_in, "dispatch", "create")},
        {
            "POST": Told(
                "Put parcels into the open receptacles of their lanes; each number has its verdict. Said again, it is "
                "known.",
                dispatches.Sorted,
                takes=dispatches.AskedSorting,
                fails=(400, 411, 413, 415, 422),
                example={"place": "yiwu", "numbers": ["HA000000005CN"]},
            )
        },
    ),
    Route(
        "receptacles/scans",
        "receptacle_scans",
        {"POST": Way(dispatches.scanned, "dispatch", "create")},
        {
            "POST": Told(
                "Tell that receptacles departed, arrived or were opened; their parcels are scanned with them.",
                dispatches.ReceptacleAnswers,
                takes=dispatches.AskedReceptacleScans,
                fails=(400, 411, 413, 415, 422),
                example={"scans": [SCAN]},
            )
        },
    ),
)
