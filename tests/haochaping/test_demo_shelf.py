"""The demo's gifts: after three ratings there is something to choose, with a picture."""

from evaluation.gifts import SoldOut
from haochaping.demo import shelf as sample_shelf
from haochaping.demo.samples import CATALOGUE
from store import catalogue, gift_desk
from store.db import Database
from tests.usecases.gifts.shop import RULES, earns, gift_differences, took_part
from tests.usecases.points.books import NOW, a_citizen
from usecases.gifts.shelf import shelf


async def test_three_ratings_buy_a_gift_of_the_first_tier(database: Database) -> None:
    async with database.transaction() as tx:
        await catalogue.put(tx, CATALOGUE)
        for _ in range(2):  # the demo is started again
            await sample_shelf.fill(tx, NOW)
        holder = await a_citizen(tx)
        await took_part(tx, holder)
        await earns(tx, holder, 30)
        assert holder.citizen_id is not None
        shown = await shelf(tx, holder.citizen_id, RULES, NOW)
        pictures = [await gift_desk.picture(tx, offer.gift.id) for offer in shown.offers]
    assert [offer.gift.name for offer in shown.within_reach] == ["帆布袋", "便民笔记本"]
    assert all(offer.places and not isinstance(offer.refusal, SoldOut) for offer in shown.offers)
    assert all(picture is not None and picture.data.startswith(b"\x89PNG") for picture in pictures)
    assert await gift_differences(database) == []
