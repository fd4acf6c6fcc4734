"""Finding words in texts without a dictionary: by every two characters that follow each other."""


def grams(text: str) -> frozenset[str]:
    """Every two characters that stand side by side, whatever their case; none across a blank."""
    return frozenset(
        word[place : place + 2] for word in text.casefold().split() for place in range(len(word) - 1)
    )


def words_of(query: str) -> list[str]:
    """The words that all must be found."""
    return query.casefold().split()
