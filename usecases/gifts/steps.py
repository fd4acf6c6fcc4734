"""Whether a step may be taken with a voucher as it stands."""

from evaluation.vouchers import (
    NEXT,
    AlreadyCollected,
    NotCollected,
    NotThisPlace,
    State,
    Step,
    VoucherCancelled,
    VoucherExpired,
    VoucherRefused,
)
from store.vouchers import Voucher


def check_step(voucher: Voucher, step: Step) -> None:
    """Raise the `VoucherRefused` that says why a voucher as it stands does not take this step."""
    if (voucher.state, step) not in NEXT:
        raise _stands_in_the_way(voucher)


def check_place(voucher: Voucher, place_id: int) -> None:
    """Raise `NotThisPlace` where a voucher's gift lies somewhere else."""
    if voucher.place_id != place_id:
        raise NotThisPlace(voucher.place)


def _stands_in_the_way(voucher: Voucher) -> VoucherRefused:
    match voucher.state:
        case State.COLLECTED:
            assert voucher.collected_at is not None
            return AlreadyCollected(
                voucher.collector or "", voucher.collected_at, voucher.collected_where or ""
            )
        case State.CANCELLED:
            return VoucherCancelled()
        case State.EXPIRED:
            return VoucherExpired(voucher.expires_at, points_back=True)
        case State.RESERVED:
            return NotCollected()
