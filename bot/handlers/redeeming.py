"""Gifts for points and vouchers to give back: what somebody wants, and their answers to what they are asked."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from bot.handlers import gifts, pressed, vouchers
from bot.handlers.points import WHO_IS_THIS
from bot.handlers.resuming import resume
from bot.picks import LINES_FROM, LISTED, Answer, Pick
from bot.rendering import Part
from bot.turn import Reply, Turn
from bot.understanding.choosing import asks_for_vouchers, cancels
from store import dialogues, selections
from store.outbox import Facts
from store.selections import Question, Selection

Step = Callable[[Turn, Selection], Awaitable[Reply]]

CONFIRMED: dict[Question, Step] = {Question.CONFIRM: gifts.redeem, Question.CANCEL: vouchers.give_back}
CHOSEN: dict[Question, Callable[[Turn, Selection, str], Awaitable[Reply]]] = {
    Question.ACCOUNT: gifts.on_account,
    Question.GIFT: gifts.on_gift,
    Question.PLACE: gifts.on_place,
    Question.VOUCHER: vouchers.on_voucher,
}
ASKED_AGAIN: dict[Question, Step] = {
    Question.GIFT: gifts.ask_for_gift,
    Question.PLACE: gifts.ask_further,
    Question.CONFIRM: gifts.ask_further,
    Question.CANCEL: vouchers.ask_for_yes,
}


async def on_redeem(turn: Turn) -> Reply:
    """Somebody wants a gift, or to see or give back what they have."""
    if turn.doubted:
        return [WHO_IS_THIS]
    if cancels(turn.text):
        return await vouchers.on_cancel(turn)
    if asks_for_vouchers(turn.text):
        return await vouchers.on_vouchers(turn)
    return await _why_not(turn, turn.selection) or await gifts.offer(turn)


async def beside(turn: Turn) -> Reply:
    """They want a gift beside what they were answered: no list under a question that digits answer, too."""
    balance = await turn.balance()
    if balance is None:
        return [WHO_IS_THIS]
    asked = await dialogues.current(turn.tx, turn.citizen.id, turn.now)
    return [Part("points/redeem", {"balance": balance})] if asked else await gifts.offer(turn)


async def on_answer(turn: Turn, answer: Answer) -> Reply:
    """The answer to what is being picked: a line, a yes, a no, or nothing that could be understood."""
    selection = turn.selection
    assert selection is not None
    if selection.question is None:
        return await vouchers.tell_again(turn, selection)
    if answer.yes is False:
        return await _left(turn, selection)
    if answer.yes:
        return await CONFIRMED[selection.question](turn, selection)
    if answer.line is None:
        return await _unclear(turn, selection)
    went_on = replace(selection, unclear=0, last=LINES_FROM[selection.question] + answer.line + 1)
    return await CHOSEN[selection.question](turn, went_on, selection.options[answer.line].key)


async def on_pick(turn: Turn, pick: Pick) -> Reply:
    """A press: to the question that is open; the same once more asks on; else what came of it, or a fresh list."""
    if turn.doubted:
        return [WHO_IS_THIS]
    selection = await selections.by_id(turn.tx, turn.citizen.id, pick.selection_id)
    if selection is None:
        return pressed.too_late(turn)
    question = selection.question if selection.ends_at > turn.now else None
    answer = pick.answers(selection) if question else None
    if answer is not None:
        return await on_answer(replace(turn, selection=selection), answer)
    if question in ASKED_AGAIN and pick.code == selection.last:
        return await ASKED_AGAIN[question](turn, selection)
    if question is None and selection.voucher is not None:
        return await vouchers.tell_again(turn, selection)
    return await (vouchers.on_vouchers(turn) if selection.gives_back else gifts.offer(turn))


async def _left(turn: Turn, selection: Selection) -> Reply:
    await selections.go_on(turn.tx, replace(selection, question=None, voucher=None))
    return [Part("redemption/kept" if selection.gives_back else "redemption/left", {}), *resume(turn)]


async def _why_not(turn: Turn, selection: Selection | None) -> Reply | None:
    """What is said of a gift that is not on the open list, if they name one."""
    if selection is None or selection.question is not Question.GIFT:
        return None
    return await gifts.why_not(turn, selection)


async def _unclear(turn: Turn, selection: Selection) -> Reply:
    """A gift that is not on the list is told why; else ask back once; then it is left as it is."""
    if told := await _why_not(turn, selection):
        return told
    if selection.unclear:
        return await _left(turn, selection)
    await selections.go_on(turn.tx, replace(selection, unclear=1))
    facts: Facts = {"rates": turn.may_rate}
    if selection.question in LINES_FROM:
        count = min(LISTED, len(selection.options))
        return [Part("redemption/which_unclear", {**facts, "count": count, "keeps": selection.gives_back})]
    [line] = selection.options
    facts |= {"item": line.name, "item_en": line.name_en}
    return [
        Part("redemption/cancel_unclear" if selection.gives_back else "redemption/confirm_unclear", facts)
    ]
