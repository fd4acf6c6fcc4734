"""What is asked for and may not be."""


class Refused(ValueError):
    """It may not be so; `because` is one of the words that whoever raises it lists, and each edge tells in its own."""

    def __init__(self, because: str) -> None:
        super().__init__(because)
        self.because = because
