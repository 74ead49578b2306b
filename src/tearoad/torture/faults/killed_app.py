"""kill -9 of the app process in mid-batch; its clients ask the next process for the same keys."""

import time

from tearoad.torture.field import Fault, Field
from tearoad.torture.judge import Judgement, judged
from tearoad.torture.luck import Luck
from tearoad.torture.payers import Ack, calls_told
from tearoad.torture.script import Script

KILLS, PAYERS, SOME_BYTES = 6, 64, 600


def run(field: Field, luck: Luck) -> Judgement:
    """One process after another; each begins with the calls that were not answered."""
    script = Script(luck.below(2**31), PAYERS)
    acks: list[Ack] = []
    found = Judgement()
    with field.data_base(script) as name:
        for _ in range(KILLS):
            app = field.apps.start(field.shared.url(name), script, calls_told(acks))
            app.until_told(SOME_BYTES, 10.0)
            time.sleep(luck.seconds(0.0, 0.1))
            app.kill()
            found.hits += 1
            acks += app.acks()
            found.surprised(app.surprises())
        found.add(judged(field.shared.url(name), script, acks))
    return found


FAULT = Fault("killed-app", run)
