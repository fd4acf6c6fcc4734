"""The body of the command about the WeChat account."""

from channels.wechat.api import WeChatApi
from channels.wechat.client import Declined
from channels.wechat.scenes import make_scene
from evaluation.delivery import SendFailed
from haochaping.commands.administer import in_one_transaction
from haochaping.settings import Settings, SettingsError
from haochaping.shared_tokens import SharedTokens
from haochaping.wiring.channels import wechat_account
from haochaping.wiring.parts import Parts
from store import people
from store.db import Transaction
from store.people import Contact
from usecases import bind
from usecases.edges import BadPhone, read_phone


def code(settings: Settings, phone: str) -> str:
    """The address for a QR code that binds whoever scans it to the phone's citizen. ValueError for no phone."""
    account = wechat_account(settings)
    if account is None:
        raise SettingsError(f"channels.wechat lacks {', '.join(settings.channels.wechat.missing())}")
    try:
        contact = Contact("phone", *read_phone(phone))
    except BadPhone:
        raise ValueError(f"{phone!r} is no phone number") from None

    async def work(parts: Parts, tx: Transaction) -> str:
        now = parts.clock.now()
        found = (await people.resolve(tx, parts.vault, [contact], now))[contact]
        token = await bind.make_token(tx, parts.vault, found.citizen_id, now)
        tokens = SharedTokens(f"wechat:{account.app_id}", parts.database, parts.vault, parts.clock)
        api = WeChatApi(account, tokens, settings.delivery.timeout_seconds, at_once=1)
        try:
            return await make_scene(api, token, bind.LINK_TIME)
        except (Declined, SendFailed) as trouble:
            raise ValueError(f"WeChat did not do it: {trouble}") from None
        finally:
            await api.close()

    return in_one_transaction(settings, work)
