"""A mapping as the settings give it: made into documents, and refused where it cannot work."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, tzinfo

from channels.dispatch.fields import Holds, Known
from channels.dispatch.mapping import AS_TEXT, Code, Codes, Document, Field

_SAMPLE = datetime(2026, 11, 27, 13, 45, 30, tzinfo=UTC)


class BadMapping(ValueError):
    """A mapping that cannot work; one line that says which field of it, and why."""


def field_of(
    name: str, known: Mapping[str, Known], path: str, codes: Codes | None, form: str, zone: tzinfo
) -> Field:
    """A field that can work; raises `BadMapping`."""
    if name not in known:
        raise BadMapping(f"there is no field {name}; there are {', '.join(sorted(known))}")
    holds, words = known[name].holds, known[name].words
    made = Field(name, tuple(path.split(".")), holds, codes, form, zone)
    if not all(made.path):
        raise BadMapping(f"{name}: {path!r} is no path of names with dots between them")
    if codes is not None:
        _check_codes(name, words, codes)
    if holds is Holds.MOMENT:
        _check_moment(made)
    elif form and not (holds is Holds.WORDS or (holds is Holds.NUMBER and form == AS_TEXT)):
        raise BadMapping(f"{name}: format {form!r} means nothing for a {holds}")
    return made


def _check_codes(name: str, words: Sequence[str], codes: Codes) -> None:
    if not words:
        raise BadMapping(f"{name}: it holds no words that codes could stand for")
    if missing := [word for word in words if not codes.get(word)]:
        raise BadMapping(f"{name}: its codes lack {', '.join(missing)}")
    if strange := sorted(set(codes) - set(words)):
        raise BadMapping(f"{name}: its codes have {', '.join(strange)}, which are none of {', '.join(words)}")
    every = [str(code) for several in codes.values() for code in several]
    if twice := sorted({code for code in every if every.count(code) > 1}):
        raise BadMapping(f"{name}: code {twice[0]} stands for two words")


def _check_moment(made: Field) -> None:
    """What is written must be read again as the same day: a format may lose seconds, and no more."""
    try:
        again = made.read(made.write(_SAMPLE)).astimezone(UTC)
    except (ValueError, TypeError):
        raise BadMapping(
            f"{made.name}: format {made.form!r} cannot be read again once it is written"
        ) from None
    if abs(again - _SAMPLE).total_seconds() >= 24 * 3600 or again.year != _SAMPLE.year:
        raise BadMapping(f"{made.name}: format {made.form!r} loses the day")


def document_of(fields: Sequence[Field], constants: Mapping[str, Code]) -> Document:
    """A document of these fields; raises `BadMapping` where two of them would stand in one place."""
    fixed = {tuple(path.split(".")): value for path, value in constants.items()}
    paths = [*(each.path for each in fields), *fixed]
    for n, path in enumerate(paths):
        for other in paths[n + 1 :]:
            short = min(len(path), len(other))
            if path[:short] == other[:short]:
                raise BadMapping(f"{'.'.join(path)} and {'.'.join(other)} stand in one place")
    return Document(tuple(fields), fixed)
