"""The banks to choose from, those that are free before those that are busy."""

from tearoad.api.provider import desks
from tearoad.boot.banks import BankLoad
from tearoad.web.words import word


def bank_choices(language: str) -> tuple[tuple[str, str], ...]:
    """Each bank's name, and what is shown of it."""
    found = sorted(desks().banks().loads(), key=lambda one: (one.busy, one.channel.bank))
    return tuple((one.channel.bank, _shown(one, language)) for one in found)


def _shown(one: BankLoad, language: str) -> str:
    if not one.busy:
        return one.channel.bank
    why = "closed" if not one.open else "silent" if not one.answers else "busy"
    said = word(f"bank.{why}", language).format(seconds=one.wait_seconds)
    return f"{one.channel.bank} ({said})"
