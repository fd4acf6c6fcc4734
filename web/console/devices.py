"""What somebody signs in with, in words they recognise it by; told by the browser, believed by nobody."""

import re

_SYSTEMS = (
    ("HarmonyOS", "鸿蒙"),
    ("Windows", "Windows"),
    ("Android", "安卓"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)
_BROWSERS = (
    ("MicroMessenger", "微信"),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
"""The first that is named: most call themselves by the names of others too."""


def device_of(agent: str) -> str:
    """ "Chrome，Windows"; 未知设备 where nothing is recognised."""
    found = [_first(agent, table) for table in (_BROWSERS, _SYSTEMS)]
    return "，".join(filter(None, found)) or "未知设备"


def _first(agent: str, table: tuple[tuple[str, str], ...]) -> str:
    return next((word for sign, word in table if re.search(sign, agent)), "")
