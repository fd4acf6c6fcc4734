"""What is hidden of a citizen's words before somebody reads them who need not know who wrote them."""

import re

_HIDDEN = "*"
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_DIGIT = "0-9０-９零〇一二三四五六七八九幺"
_NUMBER = re.compile(rf"[+＋]?[{_DIGIT}](?:[ \-－—.·()（）]{{0,2}}[{_DIGIT}]){{5,}}[XxＸｘ]?(?![A-Za-z])")
"""Six digits or more, however they are set apart: a phone, an identity number, a case, a card, a chat's name."""
_CHAT_NAME = re.compile(r"((?:微信|QQ|wechat)(?:号|是|id)*[\s:：是为]*)[A-Za-z0-9_-]{5,}", re.IGNORECASE)


def without_numbers(text: str) -> str:
    """Return the text with phone and identity numbers, e-mail addresses and names of chat accounts starred."""
    text = _EMAIL.sub(_starred, text)
    text = _CHAT_NAME.sub(lambda found: found[1] + _HIDDEN * 4, text)
    return _NUMBER.sub(_starred, text)


def on_a_line(text: str) -> str:
    """Return a reason as it may be told in a message: on one line, without such numbers."""
    return " ".join(without_numbers(text).split())


def _starred(_: re.Match[str]) -> str:
    return _HIDDEN * 4
