"""Which bot we speak for, and whether a webhook request comes from its Telegram."""

import hmac
from dataclasses import dataclass, field

TELEGRAM = "https://api.telegram.org"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  # the name of a header


@dataclass(frozen=True)
class TelegramAccount:
    """A bot, the word by which its webhook is known, and where its Bot API is."""

    bot_token: str = field(repr=False)
    secret_token: str = field(repr=False)
    """What Telegram repeats in every webhook request; empty: there is no webhook, and all are refused."""
    base_url: str = TELEGRAM


def secret_ok(account: TelegramAccount, given: str | None) -> bool:
    """Whether a request that carried `given` is Telegram's; takes as long whatever is wrong with it."""
    expected = account.secret_token.encode()
    return bool(expected) and hmac.compare_digest(expected, (given or "").encode("utf-8", "replace"))
