"""Numbers as they are typed into forms and addresses."""

MOST = 2**63


def number_of(text: str) -> int | None:
    """The whole number that a text says, such as an id; None where it says none that there can be."""
    text = text.strip()
    if not text.isascii() or not text.isdigit() or len(text) > 19:
        return None
    number = int(text)
    return number if number < MOST else None
