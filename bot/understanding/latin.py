"""Letters without accents, which make words by standing together."""


def is_latin(character: str) -> bool:
    """A letter without accents; texts are folded, so there are no capitals."""
    return "a" <= character <= "z"


def ends_a_word(text: str, end: int) -> bool:
    """Latin words end where the letters end."""
    return end >= len(text) or not (is_latin(text[end]) and is_latin(text[end - 1]))


def begins_a_word(text: str, place: int) -> bool:
    """Latin words begin where no letter stands before."""
    return place == 0 or not (is_latin(text[place]) and is_latin(text[place - 1]))
