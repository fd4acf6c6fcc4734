"""Somebody of the staff at work: what they may decide follows from their account, and is on the trail."""

from dataclasses import dataclass

from evaluation.staff import Permission, may
from store.audit_trail import Actor, Times
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

    def check(self, permission: Permission) -> None:
        """Raise `NotPermitted` where the role has not this permission."""
        if not may(self.staff.role, permission):
            raise NotPermitted(permission)
