"""kill -9 of the database server under load; it comes back, and what it had said it had, it has."""

import time
from collections.abc import Callable, Mapping

from tearoad.boot.postings import Postings
from tearoad.torture.field import Fault, Field
from tearoad.torture.judge import Judgement, judged
from tearoad.torture.luck import Luck
from tearoad.torture.payers import GOES_HOME_SECONDS, Acks, Payers, calls_told
from tearoad.torture.script import Script

KILLS, PAYERS, SOME_CALLS = 3, 64, 100
PATIENT, IMPATIENT = 10.0, 0.1


def run(field: Field, luck: Luck) -> Judgement:
    """Several kills of one server. A patient service sends its batch again when the server is back; an impatient one
    gives up, and its callers ask elsewhere."""
    return killed(field, luck, Postings)


def killed(
    field: Field,
    luck: Luck,
    opened: Callable[..., Postings],
    settings: Mapping[str, str] | None = None,
    kills: int = KILLS,
) -> Judgement:
    """The same with another service, or on a server with other settings."""
    script = Script(luck.below(2**31), PAYERS)
    acks = Acks()
    found = Judgement()
    with field.server(script, settings) as server:
        for _ in range(kills):
            patient = luck.chance(50)
            with (
                opened(server.url(), patience=PATIENT if patient else IMPATIENT) as service,
                Payers(script, [service], acks, calls_told(acks.told)) as payers,
            ):
                payers.until_told(SOME_CALLS, 10.0)
                time.sleep(luck.seconds(0.0, 0.2))
                server.kill()
                found.hits += 1
                if not patient:
                    payers.finish(GOES_HOME_SECONDS)
                server.start(settings)
                if patient:
                    payers.until_told(SOME_CALLS, 10.0)
            found.surprised(payers.surprises)
        if settings:
            server.stop()
            server.start()  # the judge asks a server that keeps what it says
        found.add(judged(server.url(), script, acks.told))
    return found


FAULT = Fault("killed-server", run)
