"""Which words of strangers a data base can hold at all; what is none of these is the name of nothing."""

LONGEST_NAME, LONGEST_ID = 200, 64  # characters


def storable(text: str, longest: int = LONGEST_NAME) -> bool:
    """Short enough, without NUL, without half characters."""
    return len(text) <= longest and "\0" not in text and text.encode(errors="ignore").decode() == text
