"""What citizens say: phrases, examples and suggestions, without anybody's name, number or id."""

import json
from dataclasses import replace

import pytest

from evaluation.learning.learned import Learned
from evaluation.learning.pains import WHOLE, Place
from evaluation.levels import Reason
from evaluation.staff import Role, Scope
from haochaping.demo.samples import AREA
from store import staff
from store.db import Database
from store.learning.months import LEARNED
from store.staff import NewStaff
from store.vault import Vault, new_key
from tests.usecases.learning.county import (
    LABOUR,
    NIGHT,
    POLICE,
    Served,
    learn,
    learned,
    learning,
    many,
    write,
)

VAULT = Vault.from_text(new_key(), new_key())
SLOW = Served(1, level=1, reasons=("efficiency",))
PRIVATE = (
    "13912345678",
    "320102199003075678",
    "王建国",
    "李秀英",
    "高敏",
    "马莉",
    "zhang@example.com",
    "BJ20260901001",
)


async def the_month(database: Database) -> Learned:
    """A bad machine at the police, whatever people write around it; other words at the labour bureau."""
    said = [
        "取号机又坏了，排到下午才办上",
        "取号机又坏了，打13912345678也没人接",
        "取号机又坏了，王建国说明天再来",
        "取号机又坏了，我叫李秀英，320102199003075678",
        "取号机又坏了，高敏不肯人工取号",
        "取号机又坏了，马莉等了一上午没人管",
        "取号机又坏了，办件号BJ20260901，邮箱zhang@example.com",
        "取号机又坏了，来了三趟都这样",
    ]
    await write(database, [
        *(replace(SLOW, citizen=n, comment=text, name_sealed=VAULT.seal("马莉")) for n, text in enumerate(said, 1)),
        *many(60, Served(1), 100),
        *many(40, replace(SLOW, org=LABOUR, item="C", comment="材料来回补，等了很久"), 200),
        *many(9, Served(1, level=4, comment="满意，建议中午也开放窗口"), 300),
        *many(4, Served(1, item="B", level=5, comment="建议大厅加几把椅子"), 400),
    ])  # fmt: skip
    async with database.transaction() as tx:
        new = NewStaff("gaomin", "高敏", Role.COUNTER_CLERK, Scope(AREA))
        await staff.add(tx, new, "", NIGHT)
    await learn(database, using=learning(database, VAULT))
    return (await learned(database)).learned


async def test_the_machine_stands_out(database: Database) -> None:
    found = {
        each.place: [phrase.text for phrase in each.phrases] for each in (await the_month(database)).phrases
    }
    assert "取号机又坏了" in found[Place(org=POLICE)]
    assert "取号机又坏了" in found[Place(item="A")]
    assert any("材料" in text for text in found[Place(org=LABOUR)])


async def test_examples_are_of_different_citizens_and_tell_nobody(database: Database) -> None:
    found = {
        (pain.figures.place, pain.figures.reason): pain.examples for pain in (await the_month(database)).pains
    }
    examples = found[Place("A", POLICE), Reason.EFFICIENCY]
    assert len(examples) == 3
    assert all("取号机又坏了" in text for text in examples)


async def test_suggestions_in_good_ratings_are_classed(database: Database) -> None:
    month = await the_month(database)
    found = {(wish.place, wish.reason): wish for wish in month.wishes}
    asked = next(wish for (place, _), wish in found.items() if place == Place("A", POLICE))
    assert (asked.citizens, asked.ratings) == (9, 9)
    assert "中午" in asked.examples[0]
    assert "满意" not in "".join(asked.examples)
    assert Place("B", POLICE) not in {place for place, _ in found}  # four ask for chairs
    assert WHOLE in {place for place, _ in found}


@pytest.mark.parametrize("private", PRIVATE)
async def test_nothing_private_is_kept(database: Database, private: str) -> None:
    body = json.dumps(LEARNED.dump_python(await the_month(database), mode="json"), ensure_ascii=False)
    assert "取号机" in body
    assert private not in body
    assert private[-6:] not in body
