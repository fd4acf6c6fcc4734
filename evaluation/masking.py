"""What is hidden of a citizen's words before somebody reads them who need not know who wrote them."""

import re
from collections.abc import Iterable

_HIDDEN = "*"
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_DIGIT = "0-9０-９零〇一二三四五六七八九幺"
_NUMBER = re.compile(rf"[+＋]?[{_DIGIT}](?:[ \-－—.·()（）]{{0,2}}[{_DIGIT}]){{5,}}[XxＸｘ]?(?![A-Za-z])")
"""Six digits or more, however they are set apart: a phone, an identity number, a case, a card, a chat's name."""
_CHAT_NAME = re.compile(r"((?:微信|QQ|wechat)(?:号|是|id)*[\s:：是为]*)[A-Za-z0-9_-]{5,}", re.IGNORECASE)


_SURE = (
    "欧阳|上官|司马|诸葛|司徒|夏侯|皇甫|东方|尉迟|公孙|令狐|慕容|长孙|宇文|南宫|端木|周(?![一二三四五六日天末内])|张(?![口嘴贴])|"
    "[王李刘陈杨赵黄吴徐孙朱林郭罗梁宋郑韩唐冯董萧肖曹袁邓傅沈彭吕苏卢蒋蔡贾丁魏薛叶阎潘汪田姜范姚谭廖邹熊陆郝孔崔康邱秦史侯邵孟龙雷汤尹黎乔贺龚"
    "庞樊兰殷洪翟颜倪芦俞冉岳耿凌柯阮伍邢聂葛骆蒲褚娄窦冀鲍詹佟卞柳丛滕穆缪戚裴虞晏阚]"
)
_UNSURE = (
    "(?:(?<!谢)谢|[高马程许曾夏付方任石戴金江顾毛白万钱易常文温施陶季费甘路车关米余"
    "欧尤祁靳岑何胡杜武严段牛申涂祝赖谷盖席宫])"
)
"""Surnames that are as often the beginning of another word: they need a title right behind them."""
_TITLE = (
    "副?(?:主任|科长|处长|局长|所长|站长|队长|组长|股长|部长|镇长|乡长|村长|社长|院长|校长|园长|班长|书记|主管|经理|干事|专员|警官|法官|律师|医生"
    "|大夫|护士|老师|教授|师傅|先生|女士|小姐|太太|大姐|大哥|大爷|大妈|大叔|大婶|阿姨|叔叔|奶奶|爷爷|同志|姐|哥)"
)
_ENDS = (
    r"(?=$|[^一-龥]|[是在很不没太真总都也就却还又说让叫给把对帮跟和与用想要来去的了办今昨前这那打接有]|态度|服务|非常|特别|十分|比较|一直|希望"
    r"|建议|电话|手机|身份证|反映|觉得|认为|工作|业务|耐心|热情)"
)
"""What may follow a name that nothing marks the end of."""
_NAMES = (
    re.compile(rf"(?P<before>)(?:(?:{_SURE})[一-龥]{{0,2}}?|{_UNSURE})(?={_TITLE})"),
    re.compile(
        r"(?P<before>(?:我叫|我的名字[叫是]|姓名[是:：]|名叫|署名[是:：])[ :：]*)"
        rf"(?:{_SURE}|{_UNSURE})(?:[一-龥]{{1,2}}?{_ENDS}|[一-龥]{{1,2}})"
    ),
    re.compile(
        r"(?P<before>(?:(?:工作|办事|窗口|服务|经办|接待|受理|咨询|引导|值班)人?员|[经承]办人|柜员|[辅民]警)[ :：]*)"
        rf"(?:{_SURE})[一-龥]{{1,2}}?{_ENDS}"
    ),
    re.compile(
        r"(?P<before>\b(?:Mr|Mrs|Ms|Miss|Dr)\.? |\b[Mm]y name is |\bI am called )[A-Z][\w'-]*(?: [A-Z][\w'-]*){0,2}"
    ),
)
"""张主任 and 王小明女士, whose title stays; 我叫X; 工作人员X; Ms Li."""


def without_names(text: str) -> str:
    """Return the text with the names of people starred, as far as a title or an introduction tells that it is one.

    A name that stands among other words (王小明办得慢) cannot be told from them, and stays.
    """
    for name in _NAMES:
        text = name.sub(lambda found: found["before"] + _HIDDEN * 2, text)
    return text


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


_SURNAME = re.compile(rf"(?:{_SURE})(?=[一-龥])")
_SURNAMED = re.compile(rf"(?:{_SURE})[一-龥]{{0,2}}")


def may_name(text: str) -> bool:
    """Whether a name could still stand in a masked text: a surname with something behind it. Often there is none."""
    return _SURNAME.search(text) is not None


def without_surnames(text: str) -> str:
    """Return the text with every such surname, and the two characters behind it, starred: more than names are lost."""
    return _SURNAMED.sub(_HIDDEN * 2, text)


class Names:
    """Names that are known to us, to be hidden wherever they stand; one character is none."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = frozenset(name for name in names if len(name) > 1)
        self._lengths = sorted({len(name) for name in self._names}, reverse=True)

    def hidden_in(self, text: str) -> str:
        """Return the text with these names starred, the longest first."""
        kept, place = [], 0
        while place < len(text):
            length = next((n for n in self._lengths if text[place : place + n] in self._names), 0)
            kept.append(_HIDDEN * 2 if length else text[place])
            place += length or 1
        return "".join(kept)
