"""What is wrong with a file as a whole."""


class TableError(ValueError):
    """A file that cannot be taken; each line of the message names the file and says what to do."""
