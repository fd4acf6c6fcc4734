"""The sections of `settings.toml` that set up providers: each says whether it is begun, and what it lacks."""

import re
from decimal import Decimal
from ipaddress import ip_network
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from channels.wechat.crypto import decode_key
from evaluation.charges import Price


class Section(BaseModel):
    """One table of settings.toml; a key it does not know is an error, not a silent typo."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Twilio(Section):
    account_sid: str
    auth_token: str
    from_number: str
    messaging_service_sid: str
    base_url: str

    @property
    def begun(self) -> bool:
        """Whether somebody has started to set it up."""
        return any((self.account_sid, self.auth_token, self.from_number, self.messaging_service_sid))

    def missing(self) -> list[str]:
        """What a working account still lacks."""
        absent = [name for name in ("account_sid", "auth_token") if not getattr(self, name)]
        if not (self.from_number or self.messaging_service_sid):
            absent.append("from_number or messaging_service_sid")
        return absent


class Telegram(Section):
    bot_token: str = Field(pattern="^([0-9]+:[A-Za-z0-9_-]+)?$")
    secret_token: str = Field(pattern="^[A-Za-z0-9_-]{0,256}$")
    base_url: str
    polling: bool

    @property
    def begun(self) -> bool:
        """Whether somebody has started to set it up."""
        return bool(self.bot_token or self.secret_token or self.polling)

    def missing(self) -> list[str]:
        """What a working bot still lacks."""
        needed = ("bot_token",) if self.polling else ("bot_token", "secret_token")
        return [name for name in needed if not getattr(self, name)]


def _networks(text: str) -> str:
    for part in text.split(","):
        if part.strip():
            ip_network(part.strip(), strict=False)
    return text


class Aliyun(Section):
    access_key_id: str
    access_key_secret: str
    sign_name: str
    template_code: str
    reply_template_code: str
    callback_secret: str
    allowed_addresses: Annotated[str, AfterValidator(_networks)]
    extend_code: bool
    base_url: str

    @property
    def begun(self) -> bool:
        """Whether somebody has started to set it up."""
        return any((self.access_key_id, self.access_key_secret, self.sign_name, self.template_code))

    def missing(self) -> list[str]:
        """What a working account still lacks."""
        needed = ("access_key_id", "access_key_secret", "sign_name", "template_code", "callback_secret")
        return [name for name in needed if not getattr(self, name)]


Rate = Annotated[float, Field(gt=0)]


class Rates(Section):
    simulator: Rate
    twilio: Rate
    aliyun: Rate
    telegram: Rate
    wechat: Rate


def _price(text: str) -> str:
    if text and not re.fullmatch(r"[0-9]+(\.[0-9]{1,6})? [A-Z]{3}", text):
        raise ValueError("a price is an amount and a currency, such as 0.045 CNY")
    return text


PriceOfPart = Annotated[str, AfterValidator(_price)]


class Prices(Section):
    twilio: PriceOfPart
    aliyun: PriceOfPart

    def known(self) -> dict[str, Price]:
        """What a part of an SMS costs, by provider."""
        told = {name: text.split() for name, text in self.model_dump().items() if text}
        return {name: Price(Decimal(amount), currency) for name, (amount, currency) in told.items()}


def _encoding_aes_key(value: str) -> str:
    if value:
        decode_key(value)
    return value


EncodingAESKey = Annotated[str, AfterValidator(_encoding_aes_key)]
NoticeFields = Annotated[str, Field(pattern="^([A-Za-z_]+[0-9]*=(item|finished_on|last_day|count) *)*$")]


class WeChat(Section):
    app_id: str
    app_secret: str
    token: str
    encoding_aes_key: EncodingAESKey
    previous_encoding_aes_key: EncodingAESKey
    subscribe_template_id: str
    subscribe_fields: NoticeFields
    template_id: str
    template_fields: NoticeFields
    base_url: str

    @property
    def begun(self) -> bool:
        """Whether somebody has started to set it up."""
        return any((self.app_id, self.app_secret, self.token, self.encoding_aes_key))

    def missing(self) -> list[str]:
        """What a working account still lacks."""
        absent = [name for name in ("app_id", "app_secret", "token") if not getattr(self, name)]
        for template, fields in (
            ("subscribe_template_id", "subscribe_fields"),
            ("template_id", "template_fields"),
        ):
            if getattr(self, template) and not getattr(self, fields):
                absent.append(fields)
        return absent


class Channels(Section):
    sms: Literal["simulator", "twilio", "aliyun"]
    sms_second: Literal["", "twilio", "aliyun"]
    sms_second_share: float = Field(ge=0, le=1)
    rates: Rates
    prices: Prices
    twilio: Twilio
    telegram: Telegram
    wechat: WeChat
    aliyun: Aliyun

    @property
    def sms_shares(self) -> dict[str, float]:
        """Who carries SMS, and how much of them."""
        if not self.sms_second:
            return {self.sms: 1.0}
        return {self.sms: 1.0 - self.sms_second_share, self.sms_second: self.sms_second_share}
