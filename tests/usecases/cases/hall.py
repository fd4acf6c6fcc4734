"""A hall with a guide who notes what citizens say (吐槽转差评)."""

from evaluation.staff import Role
from store.audit_trail import Times
from tests.usecases.staff_at_work import on_duty
from tests.world import ORG_CODE, World
from usecases.cases.note_heard import Said, note_heard
from usecases.on_duty import OnDuty

BODY = "113201150141490016"
PHONE = "13900000001"
PLACE, WORDS = "一楼户籍窗口", "排了两个小时没人管"


async def guide_hears(
    world: World, phone: str = PHONE, words: str = WORDS, place: str = PLACE, body: str = BODY
) -> int:
    """A guide notes it, and the tick after it happens; the number of the case."""
    guide = await on_duty(world, Role.COUNTER_CLERK, org_code=ORG_CODE)
    number = await notes(world, guide, Said(body, place, words, phone))
    await world.happen()
    return number


async def notes(world: World, guide: OnDuty, said: Said) -> int:
    """Note it, and no more."""
    await world.clock.refresh()
    now = OnDuty(guide.staff, guide.client, Times(world.clock.now(), world.clock.wall()))
    number: int = await world.query(
        lambda tx: note_heard(tx, now, said, world.parts.vault, world.parts.rules)
    )
    return number
