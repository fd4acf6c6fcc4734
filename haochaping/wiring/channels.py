"""The providers that are set up, as their channels want to know them."""

from channels.aliyun.account import AliyunAccount
from channels.aliyun.receiving import AliyunGuard, read_networks
from channels.telegram.account import TELEGRAM, TelegramAccount
from channels.twilio.account import TwilioAccount
from channels.wechat.account import Notice, WeChatAccount
from haochaping.settings import Settings

STATUS_PATH = "/webhooks/twilio/status"


def twilio_account(settings: Settings) -> TwilioAccount | None:
    """The Twilio account, if it is set up."""
    twilio = settings.channels.twilio
    if twilio.missing():
        return None
    return TwilioAccount(
        account_sid=twilio.account_sid,
        auth_token=twilio.auth_token,
        from_number=twilio.from_number or None,
        messaging_service_sid=twilio.messaging_service_sid or None,
        base_url=twilio.base_url or None,
        status_callback=settings.web.public_base_url.rstrip("/") + STATUS_PATH,
    )


def telegram_account(settings: Settings) -> TelegramAccount | None:
    """The Telegram bot, if it is set up."""
    telegram = settings.channels.telegram
    if telegram.missing():
        return None
    return TelegramAccount(telegram.bot_token, telegram.secret_token, telegram.base_url or TELEGRAM)


def chats(settings: Settings) -> tuple[str, ...]:
    """The channels beside SMS on which we may write to people first."""
    accounts = {"telegram": telegram_account(settings), "wechat": wechat_account(settings)}
    return tuple(name for name, account in accounts.items() if account)


def aliyun_account(settings: Settings) -> AliyunAccount | None:
    """The Aliyun account, if it is set up."""
    aliyun = settings.channels.aliyun
    if aliyun.missing():
        return None
    return AliyunAccount(
        access_key_id=aliyun.access_key_id,
        access_key_secret=aliyun.access_key_secret,
        sign_name=aliyun.sign_name,
        base_url=aliyun.base_url or None,
        extends=aliyun.extend_code,
    )


def aliyun_guard(settings: Settings) -> AliyunGuard | None:
    """Who may call Aliyun's webhooks, if it is set up."""
    aliyun = settings.channels.aliyun
    if aliyun.missing():
        return None
    return AliyunGuard(
        aliyun.callback_secret, read_networks(aliyun.allowed_addresses), extended=aliyun.extend_code
    )


def wechat_account(settings: Settings) -> WeChatAccount | None:
    """The WeChat account, if it is set up."""
    wechat = settings.channels.wechat
    if wechat.missing():
        return None
    keys = (wechat.encoding_aes_key, wechat.previous_encoding_aes_key)
    return WeChatAccount(
        app_id=wechat.app_id,
        app_secret=wechat.app_secret,
        token=wechat.token,
        aes_keys=tuple(key for key in keys if key),
        base_url=wechat.base_url or None,
        subscription=_notice(wechat.subscribe_template_id, wechat.subscribe_fields),
        template=_notice(wechat.template_id, wechat.template_fields),
    )


def _notice(template_id: str, fields: str) -> Notice | None:
    """`fields` reads "thing1=item time2=last_day"."""
    filled = dict(field.split("=") for field in fields.split())
    return Notice(template_id, filled) if template_id else None
