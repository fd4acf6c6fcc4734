"""Phrases that stand out in what citizens of one place say, against what all others say.

Runs of two to six Chinese characters, counted once per citizen. No tokenizer: one cuts 不满意 as it likes, and what is
said here of its own (取号机, 综窗) is in no dictionary. Log-odds with an informative prior (Monroe, Colaresi and Quinn
2008, "Fightin' Words"): what all say is the prior, so that a rare phrase needs more citizens to stand out.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from math import log, sqrt

from evaluation.masking import without_surnames
from evaluation.reports import FEWEST_RATINGS

FEWEST_SPEAKERS = FEWEST_RATINGS
"""A phrase of fewer citizens is not shown."""
SHORTEST, LONGEST = 2, 6
SURE = 3.3
"""So many deviations from what others say: once in two thousand by chance, for a place has hundreds of phrases."""
MOST = 8
"""Phrases of a place."""
_PRIOR = 20.0
"""Citizens' worth of what all say that is added to either side."""
_SAME = 0.8
"""A phrase is left out where so many who said it said a longer one around it."""
_RUN = re.compile(r"[一-龥]{2,}")
_NOT_FIRST = frozenset("的了着吗呢吧啊呀嘛们是就都也和与及地得个")
_NOT_LAST = frozenset("的着在是就都也和与及把被对从很太更最不没又还让给这那个")
_STOP = re.compile(
    "希望|建议|谢谢|您好|你好|感觉|觉得|一个|这个|那个|什么|怎么|我们|他们|满意|不满意|非常|差评|好评|评价|没有|可以"
    "|但是|还是|就是|不是|真的|时候|工作人员|办事|办理|服务|一点|一下|有点|因为|所以|如果|已经|知道|自己"
)
"""Everybody says these everywhere."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Said by so many citizens of those of a place who said anything, and by so many of all others."""

    text: str
    here: int
    of_here: int
    elsewhere: int
    of_elsewhere: int


def phrases_in(text: str) -> frozenset[str]:
    """The runs of characters of a text, masked before, that may be shown; none that a surname could be in or before."""
    return frozenset(
        run[start : start + length]
        for run in _RUN.findall(without_surnames(text))
        for start in range(len(run) - SHORTEST + 1)
        for length in range(SHORTEST, min(LONGEST, len(run) - start) + 1)
        if _may_stand(run[start : start + length])
    )


def _may_stand(phrase: str) -> bool:
    return phrase[0] not in _NOT_FIRST and phrase[-1] not in _NOT_LAST and not _STOP.fullmatch(phrase)


def counted(said: Mapping[int, Iterable[Set[str]]]) -> Counter[str]:
    """How many citizens said each phrase; `said`: the phrases of every text of each citizen."""
    found: Counter[str] = Counter()
    for texts in said.values():
        found.update(set().union(*texts))
    return found


def standing_out(here: Counter[str], speakers: int, everywhere: Counter[str], of: int) -> list[Phrase]:
    """What `speakers` citizens of a place say more than the others of all `of`; what stands out most comes first.

    `everywhere` counts those of the place too.
    """
    told = [
        (deviation, Phrase(text, count, speakers, everywhere[text] - count, of - speakers))
        for text, count in here.items()
        if count >= FEWEST_SPEAKERS
        and (deviation := _deviation(count, speakers, everywhere[text], of)) >= SURE
    ]
    longest_first = sorted(told, key=lambda each: (-len(each[1].text), each[1].text))
    return [
        phrase
        for _, phrase in sorted(_without_parts(longest_first), key=lambda each: (-each[0], each[1].text))
    ][:MOST]


def _without_parts(told: list[tuple[float, Phrase]]) -> Iterator[tuple[float, Phrase]]:
    kept: list[Phrase] = []
    for deviation, phrase in told:
        if not any(phrase.text in longer.text and longer.here >= _SAME * phrase.here for longer in kept):
            kept.append(phrase)
            yield deviation, phrase


def _deviation(count: int, speakers: int, all_count: int, of: int) -> float:
    """The log-odds ratio over its standard deviation."""
    prior = _PRIOR * (all_count + 0.5) / (of + 1)
    others, other_speakers = all_count - count, of - speakers
    if not other_speakers:
        return 0.0
    mine = log((count + prior) / (speakers - count + _PRIOR - prior))
    theirs = log((others + prior) / (other_speakers - others + _PRIOR - prior))
    return (mine - theirs) / sqrt(1 / (count + prior) + 1 / (others + prior))
