"""What the system did, in the words a staff member would use."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Literal

from pydantic import AwareDatetime, BaseModel

from evaluation.cases.words import Move, Party
from evaluation.levels import Level
from store.demo import Happening
from store.vault import Vault
from web.console.cases.words import MOVES, OUTCOMES, PARTIES, TRACKS, VERDICTS

SHOWN = 500
CHATS = {"web": "对话页", "telegram": "Telegram", "wechat": "微信"}

Kind = Literal["record", "prompt", "reply", "rating", "points", "lapse", "expiry", "opt_out", "case"]


class Event(BaseModel):
    """One line of the timeline; its id stays the same however often it is asked for."""

    id: str
    at: AwareDatetime
    kind: Kind
    title: str
    detail: str
    phone: str


def in_words(happened: list[Happening], vault: Vault) -> list[Event]:
    """The happenings as lines, oldest first."""
    return [_event(happening, vault) for happening in happened]


def _event(happening: Happening, vault: Vault) -> Event:
    title, detail = WORDS[happening.kind](happening.facts)
    return Event.model_validate(
        {
            "id": f"{happening.kind}-{happening.seq}-{happening.at.timestamp()}",
            "at": happening.at,
            "kind": happening.kind,
            "title": title,
            "detail": detail,
            "phone": _whose(happening, vault),
        }
    )


def _whose(happening: Happening, vault: Vault) -> str:
    """The phone it is about, masked; of a chat its kind, for its id says nothing to anybody."""
    if happening.sealed is None or happening.address_kind is None:
        return ""
    return CHATS.get(happening.address_kind) or _masked(vault.open(happening.sealed))


def _masked(number: str) -> str:
    digits = number.removeprefix("+86")
    return f"{digits[:3]}****{digits[-4:]}"


def _day(iso: object) -> str:
    day = date.fromisoformat(str(iso))
    return f"{day.month}月{day.day}日"


Facts = dict[str, object]

INTENTS: dict[str, str] = {
    "rate": "评价",
    "complain_no_level": "意见",
    "suggestion": "建议",
    "redeem": "兑换",
    "picked": "兑换",
    "progress": "查询进度",
    "call_back": "回访",
    "wrong_person": "不是本人",
    "ask_points": "查询积分",
    "opt_out": "退订",
    "opt_in": "恢复提醒",
    "help": "求助",
    "ambiguous": "其他",
}


def _rating_title(facts: Facts) -> str:
    if facts["before"] is None:
        return "记录评价"
    return "补充原因" if facts["before"] == facts["level"] else "更改评价"


_CAME: Mapping[str, str] = {
    **{each.value: word for each, word in TRACKS.items()},
    **{each.value: word for each, word in OUTCOMES.items()},
    **{each.value: word for each, word in VERDICTS.items()},
}
"""What came of a step."""


def _case(facts: Facts) -> tuple[str, str]:
    """A step of a case, in the words of the case's page."""
    move, party = Move(str(facts["move"])), Party(str(facts["party"]))
    who = PARTIES[party] if party in (Party.SYSTEM, Party.CITIZEN) else f"{PARTIES[party]} {facts['body']}"
    whom = f"派给{facts['body']}" if move is Move.DISPATCH else ""
    came = [_CAME[str(facts[name])] for name in ("track", "outcome", "verdict") if facts[name]]
    return f"差评{MOVES[move]}", " · ".join(filter(None, (f"工单{facts['case']}", who, whom, *came)))


WORDS: dict[str, Callable[[Facts], tuple[str, str]]] = {
    "record": lambda f: ("收到办件", str(f["item"])),
    "prompt": lambda f: ("发出评价提醒", f"{f['count']}件，{_day(f['last_day'])}（含）前有效"),
    "reply": lambda f: ("收到回复", INTENTS.get(str(f["intent"]), "其他")),
    "rating": lambda f: (_rating_title(f), f"{f['item']}：{Level(int(str(f['level']))).label_zh}"),
    "points": lambda f: ("发放积分", f"{f['points']}分"),
    "lapse": lambda f: ("逾期未评", str(f["item"])),
    "expiry": lambda f: ("评价未计入", f"办件{f['record_no']}一直没有到"),
    "opt_out": lambda _: ("停止提醒", "已退订"),
    "case": _case,
}
