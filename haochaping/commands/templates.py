"""Templates of SMS: handing one in, noting that it was approved or refused, and the list."""

from bot.rendering import TEMPLATES
from evaluation.wordings import ANY_REPLY, PROMPT, PROMPT_VARIABLES, Fault, Template, faults_of, usual_parts
from evaluation.wordings import variables_of as variables
from haochaping.commands.administer import in_one_transaction
from haochaping.settings import Settings
from haochaping.wiring.parts import Parts
from store import templates
from store.db import Transaction
from store.templates import Registered

PROVIDER = "aliyun"

WORDS = {
    Fault.EMPTY: "it says nothing",
    Fault.TOO_LONG: "it has more than 500 characters",
    Fault.BRACKETS: "【】 is for the signature, which the provider adds",
    Fault.BANNED_WORD: "notices may not ask for good ratings, promise points or questionnaires, or say how to refuse",
    Fault.VARIABLE_LINK: "a link may not hold a variable",
    Fault.CONTACTS: "it names more than two numbers to call",
    Fault.BAD_VARIABLE: "a variable is written ${name}, in Latin letters",
    Fault.ADJACENT_VARIABLES: "two variables stand side by side",
}


def add(settings: Settings, name: str, code: str, wording: str) -> str:
    """Keep a template that was handed in under `code`; says what it costs. ValueError for one that cannot be used."""
    _check(name, wording)
    parts = usual_parts(wording, settings.channels.aliyun.sign_name)
    template = Template(name, code, variables(wording))

    async def work(there: Parts, tx: Transaction) -> bool:
        return await templates.add(
            tx, PROVIDER, template, wording=wording, parts=parts, wall=there.clock.wall()
        )

    if not in_one_transaction(settings, work):
        raise ValueError(f"template {code} is listed already; `haochaping template list` shows it")
    return f"{name} {code}: {parts} SMS as a rule; `haochaping template approve {code}` once it is approved"


def approve(settings: Settings, code: str) -> None:
    """The provider has approved it: it is used from the next message on. ValueError for an unknown one."""

    async def work(there: Parts, tx: Transaction) -> bool:
        return await templates.approve(tx, PROVIDER, code, there.clock.wall())

    _known(in_one_transaction(settings, work), code)


def reject(settings: Settings, code: str, note: str) -> None:
    """The provider has refused it, or taken its approval back. ValueError for an unknown one."""

    async def work(there: Parts, tx: Transaction) -> bool:
        return await templates.reject(tx, PROVIDER, code, note, there.clock.wall())

    _known(in_one_transaction(settings, work), code)


def listed(settings: Settings) -> list[str]:
    """Every template on lines of its own."""

    async def work(_: Parts, tx: Transaction) -> list[Registered]:
        return await templates.listed(tx, PROVIDER)

    return [_line(each) for each in in_one_transaction(settings, work)]


def _check(name: str, wording: str) -> None:
    """Refuse here what the provider would refuse in two days, or what we could never fill in."""
    if name not in (PROMPT, ANY_REPLY) and not (TEMPLATES / f"{name}.txt").is_file():
        raise ValueError(
            f"there is no message {name!r}; the names are prompt, reply and those in bot/templates/"
        )
    if faults := faults_of(wording):
        raise ValueError(f"it would be refused: {'; '.join(WORDS[fault] for fault in faults)}")
    wanted = {PROMPT: PROMPT_VARIABLES, ANY_REPLY: ("text",)}.get(name)
    if wanted is not None and (strange := set(variables(wording)) - set(wanted)):
        raise ValueError(f"{name} knows {', '.join(wanted)}, but not {', '.join(sorted(strange))}")


def _known(is_known: bool, code: str) -> None:
    if not is_known:
        raise ValueError(f"there is no template {code}; `haochaping template list` shows them")


def _line(each: Registered) -> str:
    note = f" ({each.note})" if each.note else ""
    return f"{each.state:<9}  {each.name}  {each.code}  {each.parts} SMS{note}  {each.wording}"
