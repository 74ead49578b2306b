"""Refusals by name, as a buyer reads them."""

from tearoad.web.words import CATALOGUE, word


def refusal_words(name: str, language: str) -> str:
    """The words of a refusal in the language; a name that buyers do not meet is 'it cannot be ordered'."""
    key = name.replace(" ", "_").replace(",", "")
    return word(f"refusal.{key if key in CATALOGUE['refusal'] else 'other'}", language)
