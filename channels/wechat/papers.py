"""WeChat's XML: read without trusting it, written so that no text can break out of it; pure."""

import re
from collections.abc import Mapping
from xml.parsers import expat

MOST_FIELDS = 100
MOST_DEEP = 50
"""Beyond so many what lies within others is passed over."""

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class NotAPaper(ValueError):  # our errors are facts, as in evaluation/delivery
    """Not the flat XML that WeChat posts; says nothing of what it holds."""


def read_paper(body: bytes) -> dict[str, str]:
    """The fields under the root, by name; those within others by their path (`List/MsgID`), the first of each.

    Raises `NotAPaper`.

    A document type is refused, and with it every entity: nothing is expanded, nothing is fetched.
    """
    reader = _Reader()
    try:
        reader.parser.Parse(body, True)
    except (expat.ExpatError, ValueError):
        raise NotAPaper("not the XML that WeChat posts") from None
    return reader.fields


def write_paper(fields: Mapping[str, str | int]) -> str:
    """XML of these fields: numbers as they are, texts as CDATA."""
    return f"<xml>{''.join(f'<{name}>{_written(value)}</{name}>' for name, value in fields.items())}</xml>"


def _written(value: str | int) -> str:
    if isinstance(value, int):
        return str(value)
    clean = _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", value)
    return f"<![CDATA[{clean.replace(']]>', ']]]]><![CDATA[>')}]]>"


class _Reader:
    def __init__(self) -> None:
        self.fields: dict[str, str] = {}
        self._open: list[str] = []
        self._into: list[str | None] = []
        """The field that the text of each open element goes into, if it is kept."""
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text

    def _refuse(self, *_: object) -> None:
        raise NotAPaper("a document type is refused")

    def _start(self, name: str, _: object) -> None:
        self._open.append(name)
        self._into.append(self._new_field() if len(self._open) > 1 else None)

    def _new_field(self) -> str | None:
        path, is_deep = "/".join(self._open[1:]), len(self._open) > 2
        if path in self.fields or len(self.fields) >= (MOST_DEEP if is_deep else MOST_FIELDS):
            if is_deep:
                return None
            raise NotAPaper("a field twice, or too many of them")
        self.fields[path] = ""
        return path

    def _end(self, _: str) -> None:
        self._open.pop()
        self._into.pop()

    def _text(self, text: str) -> None:
        if (field := self._into[-1]) is not None:
            self.fields[field] += text
