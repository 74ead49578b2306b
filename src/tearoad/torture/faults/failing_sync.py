"""The disk says EIO when it is asked to make a write durable: nothing may be acknowledged from there on."""

import time

from tearoad.boot.postings import Postings
from tearoad.torture.field import Fault, Field
from tearoad.torture.judge import Judgement, judged
from tearoad.torture.luck import Luck
from tearoad.torture.payers import Acks, Payers
from tearoad.torture.script import Script
from tearoad.torture.shim import no_shim, shim

PAYERS, SOME_CALLS = 48, 200


def run(field: Field, luck: Luck) -> Judgement:
    """For as long as it fails no caller is told anything; afterwards the server is started anew."""
    script = Script(luck.below(2**31), PAYERS)
    acks, found = Acks(), Judgement()
    folder = field.ground.files.folder
    failing = folder / "disk-fails"
    environment = {"LD_PRELOAD": shim(folder), "TEAROAD_FAILING_DISK": str(failing)}
    try:
        with field.server(script, environment=environment) as server:
            with Postings(server.url(), patience=0.3) as service, Payers(script, [service], acks) as payers:
                payers.until_told(SOME_CALLS, 10.0)
                failing.touch()
                time.sleep(0.1)  # what was under way may still be told
                found.hits += 1
                if payers.until_told(1, luck.seconds(0.3, 1.0)):
                    found.broken.append("acknowledged while the disk failed")
                failing.unlink()
            found.surprised(payers.surprises)
            server.kill()  # where it has not died of it; it does not stop in an orderly way any more
            server.start(environment=environment)
            found.add(judged(server.url(), script, acks.told))
    finally:
        failing.unlink(missing_ok=True)
    return found


FAULT = Fault("failing-sync", run, no_shim, long=True)
