"""Somebody of the staff at work: what they may decide follows from their account, and is on the trail."""

from dataclasses import dataclass
from datetime import datetime

from evaluation.staff import Action, Permission, may
from store import audit_trail
from store.audit_trail import Actor, Subject, Times
from store.db import Transaction
from store.staff import Staff


class NotPermitted(Exception):
    """The account's role does not have this permission."""

    def __init__(self, permission: Permission) -> None:
        super().__init__(permission)
        self.permission = permission


@dataclass(frozen=True, slots=True)
class OnDuty:
    """Who decides, from where (`client`: a network address, or a chat's channel), and when."""

    staff: Staff
    client: str
    times: Times

    @property
    def actor(self) -> Actor:
        """As the audit trail names them."""
        return Actor(self.client, self.staff.id, self.staff.area_code)

    @property
    def now(self) -> datetime:
        """Civil time."""
        return self.times.now

    async def note(self, tx: Transaction, action: Action, subject: Subject | None, **facts: object) -> None:
        """Put on record what they looked up or changed; `facts` hold nothing by which a citizen is known."""
        await audit_trail.write(tx, self.actor, action, subject, self.times, facts)

    def check(self, permission: Permission) -> None:
        """Raise `NotPermitted` where the role has not this permission."""
        if not may(self.staff.role, permission):
            raise NotPermitted(permission)
