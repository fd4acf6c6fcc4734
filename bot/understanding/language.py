"""Which language somebody writes; a guess only where it is no guess."""

import re

_HAN = re.compile("[\u3400-\u9fff]")
_ENGLISH = re.compile(
    r"\b(?:the|is|was|are|were|very|not|good|bad|great|fine|poor|slow|thanks?|you|your|(?:dis)?satisfied|service"
    r"|staff|help|hello|points|redeem|gifts?|vouchers?|please|what|who|why|how|don't|this|that|for|and|with|but)\b"
)
"""Words that no pinyin spells."""
_COMMAND = re.compile(r"^\s*/\w+(?:@\w+)?")
"""A slash command is the platform's word for something, not the person's."""


def language_of(text: str) -> str | None:
    """zh, en, or None where a text does not tell (5, OK, T)."""
    if _HAN.search(text):
        return "zh"
    return "en" if _ENGLISH.search(_COMMAND.sub("", text.lower(), count=1)) else None
