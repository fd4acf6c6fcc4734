"""Approved templates for channels: those in the database, else those whose codes the settings name.

What is listed as handed in, rejected or retired is not used because the settings name it, too.
"""

from collections.abc import Mapping

from evaluation.wordings import ANY_REPLY, PROMPT, PROMPT_VARIABLES, Template
from haochaping.provider_settings import Aliyun
from store import templates
from store.db import Database, Transaction


class Registry:
    """The approved templates of one provider; one that is approved counts for the very next message."""

    def __init__(self, database: Database, provider: str, settled: Mapping[str, Template]) -> None:
        """`settled`: what counts for a name that the database has none for."""
        self._database = database
        self._provider = provider
        self._settled = settled

    async def approved(self, name: str) -> Template | None:
        """The approved template of that name, if there is one."""
        async with self._database.transaction() as tx:
            return await approved(tx, self._provider, self._settled, name)


async def approved(
    tx: Transaction, provider: str, settled: Mapping[str, Template], name: str
) -> Template | None:
    """The approved template of a name; `settled` is what the settings name for those that the database has none for."""
    found, named = await templates.approved(tx, provider, name), settled.get(name)
    if found is None and named is not None and not await templates.knows(tx, provider, named.code):
        return named
    return found


def settled_templates(aliyun: Aliyun) -> dict[str, Template]:
    """The templates whose codes the settings name; their variables are the documented ones."""
    settled = {PROMPT: Template(PROMPT, aliyun.template_code, PROMPT_VARIABLES)}
    if aliyun.reply_template_code:
        settled[ANY_REPLY] = Template(ANY_REPLY, aliyun.reply_template_code, ("text",))
    return settled
