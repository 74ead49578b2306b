"""Which words of strangers a data base can hold at all; what is none of these is the name of nothing."""

LONGEST_NAME, LONGEST_ID = 200, 64  # characters
HEX = frozenset("0123456789abcdef")


def is_id(text: str) -> bool:
    """Whether it has the form of the ids that we make: 32 hex digits."""
    return len(text) == 32 and HEX.issuperset(text)


def storable(text: str, longest: int = LONGEST_NAME) -> bool:
    """Short enough, without NUL, without half characters."""
    return len(text) <= longest and "\0" not in text and text.encode(errors="ignore").decode() == text
