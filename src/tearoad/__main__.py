"""`python -m tearoad`: the same as `tearoad`."""

from tearoad.cli.main import run

if __name__ == "__main__":
    run()
