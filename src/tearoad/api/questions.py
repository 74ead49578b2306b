"""The words after the question mark of an address: known, bounded, of their kind, or refused by name."""

from collections.abc import Collection
from datetime import date

from django.http import HttpRequest

from tearoad.terms.refusal import BadInput

LONGEST = 1_000
MOST = 2**53  # what every reader of JSON has exactly


class Questions:
    """BadInput for a word that the address does not know, that stands twice, or is not of its kind."""

    def __init__(self, request: HttpRequest, known: Collection[str]) -> None:
        self.said = request.GET
        for name in self.said:
            if name not in known:
                raise BadInput(f"{name[:60]!r} is not asked here, expected {', '.join(sorted(known))}")
            if len(self.said.getlist(name)) > 1:
                raise BadInput(f"{name} stands twice")

    def text(self, name: str, default: str) -> str:
        """At most LONGEST characters, and no NUL."""
        found = self.said.get(name, default)
        if len(found) > LONGEST or "\0" in found:
            raise BadInput(f"{name} is too long or has a NUL, expected at most {LONGEST} characters")
        return found

    def one_of(self, name: str, words: tuple[str, ...]) -> str:
        """The first word where nothing is said."""
        found = self.said.get(name, words[0])
        if found not in words:
            raise BadInput(f"{name} {found[:60]!r}, expected one of {', '.join(words)}")
        return found

    def whole(self, name: str, default: int | None) -> int | None:
        """A whole number of 0 or more."""
        found = self.said.get(name)
        if found is None:
            return default
        if not (found.isascii() and found.isdigit() and len(found) <= 16 and int(found) <= MOST):
            raise BadInput(f"{name} {found[:60]!r}, expected a whole number")
        return int(found)

    def limit(self, default: int, most: int) -> int:
        """How many rows a page has."""
        found = self.whole("limit", default)
        if found is None or not 1 <= found <= most:
            raise BadInput(f"limit {found}, expected 1 to {most}")
        return found

    def day(self, name: str) -> date | None:
        """YYYY-MM-DD."""
        found = self.said.get(name)
        if found is None:
            return None
        try:
            return date.fromisoformat(found) if len(found) == 10 else date.fromisoformat("")
        except ValueError:
            raise BadInput(f"{name} {found[:60]!r}, expected YYYY-MM-DD") from None
