"""What stations and carriers scan comes by the machines' door: each scan has its fate, and who listens is told."""

from collections import Counter
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from machines import Machine, Told
from receivers import receiver, wait_for
from sites import Site, play_some
from standardwebhooks import Webhook

from tearoad.boot.road import open_road
from tearoad.cli.demo_commands import demo_orders
from tearoad.operations.advance import advance
from tearoad.operations.place_orders import place_orders
from tearoad.operations.scan_ports import Fate

pytestmark = pytest.mark.usefixtures("whole")


@pytest.fixture(scope="module")
def parcel(site: Site) -> dict[str, Any]:
    """On its way to Moscow's office, not to be opened."""
    play_some(site, 120)
    sql = """
        SELECT s10, destination, extract(epoch FROM dispatched_at)::bigint FROM consignment
        WHERE office = 'moscow' AND carriage = 4 AND border = 6 ORDER BY dispatched_at LIMIT 1
    """
    with psycopg.connect(site.database) as connection:
        row = connection.execute(sql).fetchone()
        (now,) = connection.execute("SELECT extract(epoch FROM clock_at)::bigint FROM road").fetchone() or (0,)
    assert row
    return {"number": row[0], "destination": row[1], "dispatched": row[2], "now": now}


def scan(number: str, event: str, place: str, at: int, reason: str = "") -> dict[str, str]:
    moment = datetime.fromtimestamp(at, UTC).isoformat()
    return {"number": number, "event": event, "place": place, "at": moment, "reason": reason}


def told(machine: Machine, *scans: dict[str, str]) -> Told:
    return machine.post("scans", {"scans": list(scans)})


def test_each_scan_has_its_fate_and_they_add_up(parcel: dict[str, Any], post: Machine, operator: Machine) -> None:
    n, now, early = parcel["number"], parcel["now"], parcel["dispatched"] + 3_600
    rows = [
        scan(n, "EMD", "moscow", early),
        scan(n, "EMD", "moscow", early),
        scan(n, "EME", "moscow", early + 60),
        scan(n, "EMF", "moscow", now + 3 * 3_600),
        scan(n, "NO", "moscow", now),
        scan("", "EMD", "moscow", now),
    ]
    found = told(post, *rows)
    said = ["moved", "duplicate", "hold without reason", "clock ahead", "unknown event", "bad number"]
    assert (found.status, found.document["fates"]) == (200, said)
    assert {name: count for name, count in found.document["counts"].items() if count} == Counter(said)
    assert set(found.document["counts"]) == set(Fate)
    assert operator.get(f"parcels/{n}").document["stage"] == "at_exchange_office"
    assert told(post, *rows).document["fates"][:2] == ["duplicate", "duplicate"]


def test_who_listens_is_told_by_a_signed_message(parcel: dict[str, Any], operator: Machine) -> None:
    n, at = parcel["number"], parcel["dispatched"] + 9 * 3_600
    with receiver() as kind:
        made = operator.post(
            "webhooks", {"url": kind.url, "events": ["parcel.out_for_delivery"]}, Idempotency_Key="scan"
        )
        assert told(operator, scan(n, "EDG", parcel["destination"], at + 86_400)).document["fates"] == ["moved"]
        wait_for(lambda: bool(kind.heard))
        headers, body = kind.heard[0]
    data = Webhook(made.document["secret"]).verify(body, headers)["data"]
    assert [one["s10"] for one in data["parcels"]] == [n]


def test_a_claim_is_opened_by_who_may_and_answered_by_the_post(
    site: Site, parcel: dict[str, Any], operator: Machine, post: Machine, merchant: Machine, officer: Machine
) -> None:
    with psycopg.connect(site.database) as connection:
        sql = """
            SELECT replace(consignment_id::text, '-', '') FROM consignment
            WHERE office = 'moscow' AND carriage = 4 AND border = 6 AND money = 1 AND s10 <> %s LIMIT 1
        """
        (name,) = connection.execute(sql, [parcel["number"]]).fetchone() or ("",)
    kind, answer = {"kind": "not_arrived"}, {"answer": "lost"}
    with receiver() as hook:
        events = ["claim.opened", "claim.answered"]
        made = operator.post("webhooks", {"url": hook.url, "events": events}, Idempotency_Key="claims")
        first = operator.post(f"parcels/{name}/claims", kind, Idempotency_Key="a")
        again = operator.post(f"parcels/{name}/claims", kind, Idempotency_Key="a")
        assert (first.status, again.status) == (201, 201)
        assert first.document == again.document
        assert again.headers["idempotency-replayed"] == "true"
        assert (first.document["state"], first.document["answer"]) == ("open", None)
        claim = first.document["id"]
        assert operator.post(f"parcels/{name}/claims", kind, Idempotency_Key="b").status == 409
        assert operator.post(f"parcels/{name}/claims", kind).status == 400
        assert operator.post(f"parcels/{name}/claims", {"kind": "late"}, Idempotency_Key="c").status == 422
        assert merchant.post(f"parcels/{name}/claims", kind, Idempotency_Key="a").status == 404
        assert officer.get("claims").status == 403
        assert merchant.post(f"claims/{claim}/answers", answer).status == 403
        assert [one["claim"]["id"] for one in post.get("claims?limit=1").document["items"]] == [claim]
        assert merchant.get("claims").document["items"] == []
        done = post.post(f"claims/{claim}/answers", answer)
        assert (done.status, done.document["state"], done.document["answer"]) == (200, "settled", "lost")
        assert post.post(f"claims/{claim}/answers", answer).document == done.document
        assert post.post(f"claims/{claim}/answers", {"answer": "found"}).status == 409
        assert operator.post(f"claims/{claim}/withdrawal", {}).status == 409
        assert post.post(f"claims/{'0' * 32}/answers", answer).status == 404
        (listed,) = operator.get("claims?state=settled").document["items"]
        assert (listed["claim"]["id"], listed["stage"]) == (claim, "lost")
        wait_for(lambda: len(hook.heard) >= 2)
    told_of = [Webhook(made.document["secret"]).verify(body, headers) for headers, body in hook.heard]
    assert sorted(one["type"] for one in told_of) == sorted(events)


def test_one_scans_where_one_works(parcel: dict[str, Any], post: Machine, merchant: Machine) -> None:
    row = scan(parcel["number"], "EDG", "kazan", parcel["now"])
    found = told(post, scan(parcel["number"], "EMF", "moscow", parcel["now"]), row)
    assert found.status == 422
    assert found.document["errors"][0]["pointer"] == "/scans/1/place"
    assert "moscow" in found.document["detail"] + str(found.document["errors"])
    assert told(merchant, row).status == 403


@pytest.mark.parametrize(
    "body",
    [
        {"scans": [{"number": "x"}]},
        {"scans": [{**scan("x", "EMD", "moscow", 0), "at": "2026-11-12T08:00:00"}]},
        {"scans": [{**scan("x", "EMD", "moscow", 0), "number": "x" * 101}]},
        {"scans": [scan("x", "EMD", "moscow", 0)] * 1_001},
        {"scans": {}},
    ],
)
def test_what_is_no_list_of_scans_is_refused_whole(post: Machine, body: dict[str, Any]) -> None:
    assert post.post("scans", body).status in (400, 422)


def test_no_scans_are_no_trouble(post: Machine) -> None:
    assert told(post).document["fates"] == []


def handed_over(site: Site) -> tuple[str, str, list[str], int]:
    """A lane to Moscow, its origin, the numbers that were handed over for it just now, and the road's clock."""
    waiting = """
        SELECT lane, origin, array_agg(s10 ORDER BY s10) FROM consignment WHERE office = 'moscow' AND carriage = 3
        GROUP BY 1, 2 ORDER BY count(*) DESC, 1
    """
    with open_road(site.database) as road:
        now = road.clock_at()
        place_orders(road.platform, [one._replace(placed_at=now) for one in demo_orders(road.corridor, 300)[150:]], 300)
        ready = "UPDATE consignment SET due = 2, due_at = to_timestamp(%s) WHERE carriage = 0 AND due IN (1, 2)"
        road.store.connection.execute(ready, [now + 3_600])
        advance(road.platform, now + 3_601)
        lane, origin, numbers = road.store.connection.execute(waiting).fetchone() or ("", "", [])
        return lane, origin, numbers, road.clock_at()


@pytest.mark.usefixtures("parcel")
def test_a_dispatch_from_sorting_to_what_was_missing(site: Site, operator: Machine, post: Machine) -> None:
    lane, origin, numbers, now = handed_over(site)
    first, at = numbers[0], datetime.fromtimestamp(now, UTC).isoformat()
    asked = {"place": origin, "numbers": [*numbers, "RA473124828CN"]}
    told_of = operator.post("receptacles/sort", asked).document["verdicts"]
    assert told_of == ["sorted"] * len(numbers) + ["bad number"]
    assert operator.post("receptacles/sort", asked).document["verdicts"][0] == "already there"
    (waiting,) = [one for one in operator.get("receptacles").document["items"] if one["lane"] == lane]
    assert (waiting["items"], waiting["origin"]) == (len(numbers), origin)
    assert post.post("receptacles/sort", asked).status == 422, "one sorts where one works"
    with receiver() as kind:
        hook = {"url": kind.url, "events": ["dispatch.closed"]}
        secret = operator.post("webhooks", hook, Idempotency_Key="dispatch").document["secret"]
        made = operator.post("dispatches", {"lane": lane}, Idempotency_Key="one")
        assert made.status == 201, made
        wait_for(lambda: bool(kind.heard))
        headers, body = kind.heard[0]
    name = made.document["dispatch"]["id"]
    assert Webhook(secret).verify(body, headers)["data"] == {"dispatch": name}
    assert operator.post("dispatches", {"lane": lane}, Idempotency_Key="one").document == made.document
    assert operator.post("dispatches", {"lane": lane}, Idempotency_Key="two").status == 409
    assert operator.post("dispatches", {"lane": "none"}, Idempotency_Key="two").status == 422
    assert operator.post("dispatches", {"lane": lane}).status == 400
    assert name in [one["id"] for one in post.get("dispatches?limit=100").document["items"]]
    assert operator.get(f"dispatches/{name}").document == made.document
    assert operator.get("dispatches/none").status == operator.get(f"dispatches/{'X' * 20}").status == 404
    advice = operator.get(f"dispatches/{name}/advice").document
    assert sorted(one for bag in advice["receptacles"] for one in bag["items"]) == sorted(numbers)
    assert operator.get(f"dispatches/{name}/advice.edi").body.startswith(b"UNB+UNOY")
    assert operator.get(f"dispatches/{name}/receipt").status == 409
    bags = [one["id"] for one in made.document["receptacles"]]
    gone = {"number": name, "event": "departed", "place": origin, "at": at}
    (answer,) = operator.post("receptacles/scans", {"scans": [gone]}).document["answers"]
    assert (answer["verdict"], answer["fates"]) == ("done", {"moved": len(numbers)})
    come = [{"number": bag, "event": "opened", "place": "moscow", "at": at, "found": []} for bag in bags]
    answers = post.post("receptacles/scans", {"scans": come}).document["answers"]
    assert sorted(one for answer in answers for one in answer["missing"]) == sorted(numbers)
    receipt = post.get(f"dispatches/{name}/receipt").document
    assert sorted(one for bag in receipt["receptacles"] for one in bag["missing"]) == sorted(numbers)
    assert post.get(f"dispatches/{name}").document["dispatch"]["irregular"] == len(numbers)
    settles(post, name)
    assert operator.get(f"parcels/{first}").document["stage"] == "in_transit"
    wrong = operator.post("receptacles/scans", {"scans": [{**gone, "event": "lost"}]})
    assert (wrong.status, wrong.document["errors"][0]["pointer"]) == (422, "/scans/0/event")


def settles(post: Machine, name: str) -> None:
    """Once, as its kind may end."""
    address = f"dispatches/{name}/irregularities"
    before = post.get(f"dispatches/{name}").document
    one = before["irregularities"][0]
    asked = {"receptacle": one["receptacle"], "number": one["number"], "settled": "lost"}
    assert (one["settled"], one["settled_by"], one["settled_at"]) == (None, None, None)
    assert post.post(address, {**asked, "settled": "sent_on"}).document["errors"][0]["pointer"] == "/settled"
    assert post.post(address, {**asked, "settled": "eaten"}).status == 422
    assert post.post(address, {**asked, "receptacle": "X" * 29}).status == 404
    assert post.post(address, {**asked, "number": "RA473124829CN"}).status == 404
    assert post.post(f"dispatches/{'X' * 20}/irregularities", asked).status == 404
    done = post.post(address, asked)
    assert done.status == 200
    after = done.document["irregularities"][0]
    assert (after["settled"], after["number"]) == ("lost", one["number"])
    assert after["settled_by"]
    assert after["settled_at"]
    assert done.document["dispatch"]["irregular"] == before["dispatch"]["irregular"] - 1
    assert post.post(address, asked).document == done.document, "said again it is known"
    assert post.post(address, {**asked, "settled": "found"}).status == 409


def test_an_office_is_closed_once_and_opened_again(
    site: Site, parcel: dict[str, Any], operator: Machine, post: Machine, merchant: Machine
) -> None:
    until = datetime.fromtimestamp(parcel["now"] + 7 * 86_400, UTC).isoformat()
    wish = {"until": until, "reason": "embargo on inbound mail"}
    assert post.post("offices/moscow/closures", wish, Idempotency_Key="a").status == 403
    assert merchant.get("offices").status == 403
    before = post.get("offices").document
    made = operator.post("offices/moscow/closures", wish, Idempotency_Key="a")
    assert (made.status, made.document["office"]) == (201, "moscow")
    again = operator.post("offices/moscow/closures", wish, Idempotency_Key="a")
    assert (again.status, again.document["closures"]) == (201, made.document["closures"])
    other = operator.post("offices/moscow/closures", {**wish, "reason": "other"}, Idempotency_Key="a")
    assert (other.status, other.document["detail"]) == (
        422, "this Idempotency-Key came with another closure before",
    )  # fmt: skip
    found = {one["id"]: one for one in post.get("offices").document["items"]}
    assert set(found) == {one["id"] for one in before["items"]}
    closed = found["moscow"]
    assert (closed["lines"], closed["opens_at"], closed["closures"]) == (
        0, closed["closures"][0]["until"], made.document["closures"],
    )  # fmt: skip
    total = {name: sum(one[name] for one in found.values()) for name in ("coming", "waiting", "held")}
    assert total == {name: sum(one[name] for one in before["items"]) for name in total}, "backlogs add up"
    assert closed["given_away"] == made.document["rerouted"] + made.document["sent_on"]
    assert len(closed["days"]) == 7
    with psycopg.connect(site.database) as connection:
        moved = connection.execute("SELECT consignment_id::text, reason FROM office_assignment").fetchall()
    assert moved
    name = moved[0][0].replace("-", "")
    (why,) = operator.get(f"offices/assignments?parcel={name}").document["items"]
    assert (why["office_before"], why["policy"], why["reason"]) == ("moscow", "cost", "office closed")
    assert operator.get("offices/assignments?parcel=none").status == 404
    assert operator.post("offices/atlantis/closures", wish, Idempotency_Key="b").status == 404
    early = {**wish, "until": "2001-01-01T00:00:00Z"}
    assert operator.post("offices/novosibirsk/closures", early, Idempotency_Key="b").status == 422
    assert operator.post("offices/novosibirsk/closures", {**wish, "reason": "a\0"}, Idempotency_Key="b").status == 422
    assert operator.post("offices/moscow/open", {}).document["closures"][0]["id"] == closed["closures"][0]["id"]
    assert operator.post("offices/moscow/open", {}).status == 409
