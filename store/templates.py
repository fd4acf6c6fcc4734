"""The wording that providers have approved, and what is on its way there."""

from dataclasses import dataclass
from datetime import datetime

from evaluation.wordings import Template, TemplateState
from store.db import Transaction


@dataclass(frozen=True, slots=True)
class Registered:
    """A template as it is listed."""

    name: str
    code: str
    wording: str
    parts: int
    state: TemplateState
    note: str


async def add(
    tx: Transaction, provider: str, template: Template, *, wording: str, parts: int, wall: datetime
) -> bool:
    """Keep a template that was handed in for approval; False if its code is known already."""
    return bool(
        await tx.execute(
            """INSERT INTO sms_templates (provider, name, code, wording, variables, parts, state, changed_at)
               VALUES (%(provider)s, %(name)s, %(code)s, %(wording)s, %(variables)s, %(parts)s, 'submitted', %(wall)s)
               ON CONFLICT (provider, code) DO NOTHING""",
            provider=provider,
            name=template.name,
            code=template.code,
            wording=wording,
            variables=list(template.variables),
            parts=parts,
            wall=wall,
        )
    )


async def approve(tx: Transaction, provider: str, code: str, wall: datetime) -> bool:
    """The provider has approved it: it is used from now on, and the one before it no more; False if unknown."""
    await tx.execute(
        """UPDATE sms_templates SET state = 'retired', changed_at = %(wall)s
            WHERE provider = %(provider)s AND state = 'approved' AND code <> %(code)s
              AND name = (SELECT t.name FROM sms_templates t WHERE t.provider = %(provider)s AND t.code = %(code)s)""",
        provider=provider,
        code=code,
        wall=wall,
    )
    return await _set_state(tx, provider, code, TemplateState.APPROVED, "", wall)


async def reject(tx: Transaction, provider: str, code: str, note: str, wall: datetime) -> bool:
    """The provider has refused it, or takes its approval back, for the reason in `note`; False if unknown."""
    return await _set_state(tx, provider, code, TemplateState.REJECTED, note, wall)


async def _set_state(
    tx: Transaction, provider: str, code: str, state: TemplateState, note: str, wall: datetime
) -> bool:
    return bool(
        await tx.execute(
            """UPDATE sms_templates SET state = %(state)s, note = %(note)s, changed_at = %(wall)s
                WHERE provider = %(provider)s AND code = %(code)s""",
            provider=provider,
            code=code,
            state=state.value,
            note=note,
            wall=wall,
        )
    )


async def listed(tx: Transaction, provider: str) -> list[Registered]:
    """Every template, by name, the newest of a name first."""
    return await tx.fetch(
        Registered,
        """SELECT name, code, wording, parts, state, note FROM sms_templates
            WHERE provider = %(provider)s ORDER BY name, id DESC""",
        provider=provider,
    )


async def approved(tx: Transaction, provider: str, name: str) -> Template | None:
    """The approved template of a name."""
    return await tx.first(
        Template,
        """SELECT name, code, variables FROM sms_templates
            WHERE provider = %(provider)s AND name = %(name)s AND state = 'approved'""",
        provider=provider,
        name=name,
    )


async def knows(tx: Transaction, provider: str, code: str) -> bool:
    """Whether a template is listed, in whatever state."""
    query = "SELECT EXISTS (SELECT FROM sms_templates WHERE provider = %(provider)s AND code = %(code)s)"
    return bool(await tx.value(query, provider=provider, code=code))
