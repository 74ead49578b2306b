"""App processes that may be killed: one process that has loaded everything makes a new one, by fork, at each order.

`python -m tearoad.torture.app` reads orders from stdin, one JSON document a line, and answers with the process id. It
ends, and its children with it, when stdin is closed.
"""

import json
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path

from tearoad.boot.postings import Postings
from tearoad.torture.payers import Acks, Payers
from tearoad.torture.script import Script


def main() -> None:
    """One child an order. This process has no threads: it may fork."""
    children: list[int] = []
    try:
        for line in sys.stdin:
            order = json.loads(line)
            children = [pid for pid in children if os.waitpid(pid, os.WNOHANG) == (0, 0)]
            pid = os.fork()
            if pid == 0:
                _child(order)
            children.append(pid)
            sys.stdout.write(f"{pid}\n")
            sys.stdout.flush()
    finally:
        for pid in children:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            with suppress(ChildProcessError):
                os.waitpid(pid, 0)


def _child(order: dict[str, object]) -> None:
    """Pays until it is killed, or until the service is unavailable; never returns."""
    code = 1
    try:
        script = Script(int(str(order["seed"])), int(str(order["payers"])), bool(order["jumping"]))
        began = {int(payer): calls for payer, calls in dict(order["began"]).items()}  # type: ignore[call-overload]
        with Postings(str(order["url"])) as service:
            payers = Payers(script, [service], Acks(Path(str(order["acks"]))), began)
            with payers:
                payers.finish()
        if payers.surprises:
            Path(str(order["acks"])).with_suffix(".surprises").write_text("\n".join(payers.surprises))
        code = 0
    finally:
        os._exit(code)


if __name__ == "__main__":
    main()
