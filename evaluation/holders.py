"""Whether a number or chat is still in the hands of the citizen we know by it."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Holder:
    """What speaks for and against it that an address is still its citizen's.

    `known_since`: we know the address; `last_wrote`: from this address, before now; `vouched_at`: a code
    or the staff showed that it is theirs; `doubted_since`: the doubt that stood before now.
    """

    known_since: datetime
    last_wrote: datetime | None = None
    vouched_at: datetime | None = None
    doubted_since: datetime | None = None


def doubted_since(holder: Holder, now: datetime, silent_after: timedelta) -> datetime | None:
    """From when on the address may be another person's; None while nothing speaks against its citizen.

    Silence makes the doubt, and writing again does not end it: the one who writes may be somebody new.
    """
    signs = (holder.known_since, holder.last_wrote, holder.vouched_at)
    last_sign = max(sign for sign in signs if sign is not None)
    return last_sign if now - last_sign >= silent_after else holder.doubted_since
