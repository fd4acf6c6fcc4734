"""Settings: `settings.toml` at the root, the environment over it."""

import os
from datetime import datetime, time
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from channels.wechat.crypto import decode_key
from evaluation.window import CIVIL_ZONE

ROOT = Path(__file__).resolve().parent.parent
SETTINGS_FILE = ROOT / "settings.toml"
PREFIX = "HAOCHAPING__"


class SettingsError(ValueError):
    """A setting is unknown, malformed or missing; the message is one line that names it."""


class Section(BaseModel):
    """One table of settings.toml; a key it does not know is an error, not a silent typo."""

    model_config = ConfigDict(extra="forbid", frozen=True)


Port = Annotated[int, Field(ge=1, le=65535)]


class Web(Section):
    public_base_url: str
    host: str
    port: Port


class Hall(Section):
    signature: str = Field(min_length=1)
    name: str
    name_en: str
    hotline: str


def _without_zone(at: time) -> time:
    if at.tzinfo is not None:
        raise ValueError("it is civil time already: give it without a zone")
    return at


CivilTime = Annotated[time, AfterValidator(_without_zone)]


class Prompt(Section):
    opens: CivilTime
    closes: CivilTime
    digits: Literal["stars", "rank"]
    max_age_days: int = Field(ge=1)
    quiet_hours: int = Field(ge=0)
    batch: int = Field(ge=1, le=5000)
    chunk: int = Field(ge=1, le=500)
    max_attempts: int = Field(ge=1)


class Window(Section):
    workdays: int = Field(ge=1)
    anchor: Literal["prompt", "finish"]
    lapse_level: int = Field(ge=0, le=5)


class Points(Section):
    per_rating: int = Field(ge=0)
    paid_per_day: int = Field(ge=0)


class Citizens(Section):
    silent_days: int = Field(ge=1)


class Intake(Section):
    drop_folder: str
    hold_days: int = Field(ge=1)


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


class Delivery(Section):
    timeout_seconds: float = Field(gt=0)
    settle_seconds: float = Field(gt=0)
    give_up_seconds: float = Field(gt=0)
    lease_seconds: float = Field(gt=0)
    safe_rate: Rate
    dry_run: bool


class Security(Section):
    phone_key: str
    lookup_key: str


class Embedded(Section):
    min_free_mb: int = Field(ge=0)


def _civil_time(value: object) -> object:
    """Empty is none; no zone means Asia/Shanghai, as everywhere."""
    if not value:
        return None
    at = datetime.fromisoformat(value) if isinstance(value, str) else value
    return at.replace(tzinfo=CIVIL_ZONE) if isinstance(at, datetime) and at.tzinfo is None else at


class Demo(Section):
    enabled: bool
    start: Annotated[datetime | None, BeforeValidator(_civil_time)]


class Settings(BaseSettings):
    """All of it. Build with `load`."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter="__",
        toml_file=SETTINGS_FILE,
        extra="forbid",
        frozen=True,
    )

    web: Web
    hall: Hall
    prompt: Prompt
    window: Window
    points: Points
    citizens: Citizens
    intake: Intake
    channels: Channels
    delivery: Delivery
    security: Security
    embedded: Embedded
    demo: Demo
    database_url: str = Field(default="", validation_alias="DATABASE_URL")
    redis_url: str = Field(default="", validation_alias="REDIS_URL")
    port_override: Port | None = Field(default=None, validation_alias="PORT")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003  # the signature is the library's
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments over the environment over settings.toml; no .env file, no secrets folder."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)

    @property
    def idle_processes(self) -> frozenset[str]:
        """The processes of the Procfile that would have nothing to do."""
        return frozenset() if self.channels.telegram.polling else frozenset({"bot"})

    @property
    def port(self) -> int:
        """The port of the web process."""
        return self.port_override or self.web.port


def load(**overrides: object) -> Settings:
    """Read the settings; raises `SettingsError` that names the key."""
    _check_sections()
    try:
        settings = Settings(**overrides)  # type: ignore[arg-type]  # sections are given as dicts
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise SettingsError(f"setting {key}: {first['msg']}") from None
    _check_hours(settings.prompt)
    _check_channels(settings)
    return settings


def _check_sections() -> None:
    """The library passes over a variable whose section does not exist, and with it a misspelt limit."""
    sections = {name for name, field in Settings.model_fields.items() if field.validation_alias is None}
    for name in os.environ:
        section = name.removeprefix(PREFIX).partition("__")[0].lower()
        if name.startswith(PREFIX) and section not in sections:
            raise SettingsError(f"setting {name}: there is no section {section}; see {SETTINGS_FILE.name}")


def _check_hours(prompt: Prompt) -> None:
    if prompt.opens >= prompt.closes:
        raise SettingsError(
            f"setting prompt.opens: {prompt.opens:%H:%M} is not before prompt.closes, {prompt.closes:%H:%M}"
        )


def _check_channels(settings: Settings) -> None:
    channels = settings.channels
    providers: dict[str, Twilio | Aliyun | Telegram | WeChat] = {
        "twilio": channels.twilio,
        "aliyun": channels.aliyun,
        "telegram": channels.telegram,
        "wechat": channels.wechat,
    }
    for name, provider in providers.items():
        if (name in channels.sms_shares or provider.begun) and (missing := provider.missing()):
            raise SettingsError(f"channels.{name} is half set up: it lacks {', '.join(missing)}")
    if channels.sms_second and channels.sms in (channels.sms_second, "simulator"):
        raise SettingsError("setting channels.sms_second: it must be another provider beside a real one")
