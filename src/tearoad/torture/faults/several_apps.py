"""Several processes on one cell, asked for the same keys at the same time; one is killed, one stopped for a while."""

import signal
import time

from tearoad.boot.postings import Postings
from tearoad.torture.field import Fault, Field
from tearoad.torture.judge import Judgement, judged
from tearoad.torture.luck import Luck
from tearoad.torture.payers import Acks, Payers
from tearoad.torture.script import Script

APPS, PAYERS, SOME_CALLS = 3, 32, 150
STUCK_SECONDS = 30.0


def run(field: Field, luck: Luck) -> Judgement:
    """Every payer asks in every process. While one of them is stopped or dead, the others must go on."""
    script = Script(luck.below(2**31), PAYERS)
    acks = Acks()
    found = Judgement()
    with field.data_base(script) as name:
        url = field.shared.url(name)
        apps = [field.apps.start(url, script) for _ in range(APPS)]
        try:
            with Postings(url) as one, Postings(url) as two, Payers(script, [one, two], acks) as payers:
                payers.until_told(SOME_CALLS, STUCK_SECONDS)
                apps[0].kill(signal.SIGSTOP)
                apps[1].kill()
                found.hits += 2
                if payers.until_told(SOME_CALLS, STUCK_SECONDS) < SOME_CALLS:
                    found.broken.append("others wait for a process that is stopped")
                apps[0].kill(signal.SIGCONT)
                time.sleep(luck.seconds(0.1, 0.3))
        finally:
            for app in apps:
                app.kill()
        told = [*acks.told, *(ack for app in apps for ack in app.acks())]
        found.surprised([*payers.surprises, *(words for app in apps for words in app.surprises())])
        found.add(judged(url, script, told))
    return found


FAULT = Fault("several-apps", run)
