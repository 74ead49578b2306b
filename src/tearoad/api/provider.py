"""Where the API gets its quotes: one function, set by whoever starts the site."""

from collections.abc import Callable, Sequence

from tearoad.operations.asked_quote import AskedQuote, BadQuote, QuoteAnswer

Quoter = Callable[[Sequence[AskedQuote], str], list[QuoteAnswer | BadQuote]]

_quoter: Quoter | None = None


def set_quoter(fn: Quoter) -> None:
    """From now on quotes are what `fn` gives; it is called by many threads at once."""
    global _quoter
    _quoter = fn


def quoter() -> Quoter:
    """LookupError where none was set."""
    if _quoter is None:
        raise LookupError("nobody who quotes was set")
    return _quoter
