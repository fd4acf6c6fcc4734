"""A folded text cut into known words, and these into clauses."""

from collections.abc import Mapping, Sequence

from bot.understanding.latin import begins_a_word, ends_a_word, is_latin
from bot.understanding.lexicon import LEXICON, Piece, Roles, table, words_of
from bot.understanding.pieces import MARKS, QUOTES, SPECIAL, unknown_sign
from bot.understanding.shapes import Found, opened
from bot.understanding.stopping import may_order, orders
from bot.understanding.tokens import NEGATIONS, Clause, Scanned, Token

_QUOTE_MARKS = frozenset(QUOTES)
_OPENING = frozenset("“‘「『")
_PAUSES = frozenset(mark for mark, roles in MARKS.items() if "stop" in roles or "blank" in roles)
"""Where none of these stands, a message is one clause."""
_COURTESIES = frozenset(words_of(table("grammar")["courtesies"]["words"]))
_LONGEST = 60
"""Words of a clause; nobody means more in one breath, and reading stays linear."""
_GOES_ON = frozenset(("degree", "choosing", "correcting", "aspect", "whole", "thing", "ordinal", "contrast"))
"""After one of these a blank does not end the clause."""
_MAY_BE_CHANGED = frozenset(("satisfied", "judged", "named", "good", "degree", "praise"))
"""一般 满意 is one judgement, 一般 办事员不懂 is not."""


def scan(text: str) -> Scanned:
    """Cut a folded text into words and clauses; linear in its length."""
    characters = frozenset(text)
    tokens, shapes = _words_and_shapes(text, characters)
    if may_order(characters) and (ordered := orders(text)):
        shapes = sorted([*shapes, *ordered], key=lambda found: found.start)
    if shapes:
        shapes = _between_words(shapes, tokens)
    if not _QUOTE_MARKS.isdisjoint(characters):
        _mark_quoted(tokens)
    paused = len(tokens) > _LONGEST or not _PAUSES.isdisjoint(characters)
    clauses = _clauses(tokens) if paused else [_clause(tokens, 0, asks=False)]
    unknown = clauses[0].unknown if len(clauses) == 1 else sum([clause.unknown for clause in clauses])
    return Scanned(clauses, shapes, _uncovered(tokens, shapes) if unknown and shapes else unknown)


def _between_words(shapes: Sequence[Found], tokens: Sequence[Token]) -> Sequence[Found]:
    """Shapes but for blame that begins or ends within a longer word: 大厅…热 is none in 大厅里很热情."""
    edges = dict(zip([token.start for token in tokens], tokens, strict=True))
    edges[tokens[-1].end] = tokens[-1]
    return [
        found
        for found in shapes
        if found.sign.role != "blame"
        or (found.start in edges and found.end in edges)
        or not (_cuts(edges, found.start) or _cuts(edges, found.end))
    ]


def _cuts(edges: Mapping[int, Token], place: int) -> bool:
    """Whether a place is within a known word that no shape may share."""
    if place in edges:
        return False
    while place not in edges:
        place -= 1
    return bool(edges[place].roles) and not _may_be_cut(edges[place].roles)


_SHARED = frozenset(("blame", "wish", "time", "count", "rejecting"))
"""Words that a shape may share: 等了…小时 ends within 三小时."""


def _may_be_cut(roles: Roles) -> bool:
    return not _SHARED.isdisjoint(roles) or roles.get("degree") in NEGATIONS


def _uncovered(tokens: Sequence[Token], shapes: Sequence[Found]) -> int:
    """How many characters are in no known word and in no shape."""
    unknown, covered, following = 0, 0, 0
    for token in tokens:
        while following < len(shapes) and shapes[following].start <= token.start:
            covered = max(covered, shapes[following].end)
            following += 1
        if not token.roles and token.end > covered:
            unknown += token.end - token.start
    return unknown


def _words_and_shapes(text: str, characters: frozenset[str]) -> tuple[list[Token], Sequence[Found]]:
    """The words of a text one behind the other, and the shapes that begin at any place."""
    words, shapes = _known_in(text, characters)
    tokens: list[Token] = []
    place, special = 0, SPECIAL
    while place < len(text):
        character, word = text[place], words.get(place)
        if character in special:
            word = special[character](text, place, word)
        end, roles = word or (place + 1, unknown_sign(character))
        tokens.append(Token(text[place:end], place, end, roles))
        place = end
    return tokens, shapes


def _known_in(text: str, characters: frozenset[str]) -> tuple[dict[int, Piece], Sequence[Found]]:
    """By the place where they begin: the longest word, and of each group of shapes the longest."""
    words: dict[int, Piece] = {}
    shapes: dict[tuple[int, int], Found] = {}
    known = LEXICON.known
    for pattern, start, end in reversed(LEXICON.finder.find_matches_as_indexes(text, overlapping=True)):
        roles, is_latin_word, openings = known[pattern]
        if roles and start not in words and not (is_latin_word and not ends_a_word(text, end)):
            words[start] = end, roles
        for opening in openings:
            if opening.alone or not opening.further.keys().isdisjoint(characters):
                shape = opened(text, start, end, opening)
                if shape and (start, opening.group) not in shapes:
                    shapes[start, opening.group] = shape
    if not shapes:
        return words, ()
    return words, [shape for _, shape in sorted(shapes.items()) if _is_whole(text, shape)]


def _is_whole(text: str, shape: Found) -> bool:
    """It neither begins nor ends within a Latin word."""
    return begins_a_word(text, shape.start) and ends_a_word(text, shape.end)


def _mark_quoted(tokens: Sequence[Token]) -> None:
    """What stands in quotation marks is said with distance; an odd one belongs to one at the edge."""
    marks = [token.text for token in tokens if "quote" in token.roles]
    opened = len(marks) % 2 == 1 and marks[-1] not in _OPENING
    for token in tokens:
        if "quote" in token.roles:
            opened = not opened
        elif opened and token.roles:
            token.roles = {**token.roles, "quoted": True}


def _clauses(tokens: Sequence[Token]) -> list[Clause]:
    clauses, begins = [], 0
    for index, token in enumerate(tokens):
        if "stop" in token.roles or ("blank" in token.roles and _ends_here(tokens, index)):
            clauses.append(_clause(tokens[begins:index], token.start, asks=token.text == "?"))
            begins = index + 1
        elif index - begins == _LONGEST:
            clauses.append(_clause(tokens[begins:index], token.start, asks=False))
            begins = index
    clauses.append(_clause(tokens[begins:], 0, asks=False))
    return [clause for clause in clauses if clause.tokens or clause.asks]


def _clause(tokens: Sequence[Token], ends: int, *, asks: bool) -> Clause:
    """What stands before a mark that ends at a place; where nothing does, that is its place."""
    said: list[Token] = []
    roles: set[str] = set()
    unknown = size = 0
    for token in tokens:
        may_be, length = token.roles, token.end - token.start
        if not may_be:
            unknown += length
        elif "blank" in may_be:
            continue
        else:
            roles.update(may_be)
        if length == 1 or token.text not in _COURTESIES:
            size += length
        said.append(token)
    start, end = (said[0].start, said[-1].end) if said else (ends, ends)
    return Clause(said, frozenset(roles), unknown, size, asks, start, end)


def _ends_here(tokens: Sequence[Token], index: int) -> bool:
    """Whether a blank stands for a stop: not behind a word that wants another, nor between Latin words."""
    if index == 0 or index + 1 == len(tokens):
        return True
    before, after = tokens[index - 1], tokens[index + 1]
    if is_latin(before.text[-1]) and is_latin(after.text[0]):
        return False
    judges = "judged" in before.roles and _MAY_BE_CHANGED.isdisjoint(after.roles)
    return judges or _GOES_ON.isdisjoint(before.roles)
