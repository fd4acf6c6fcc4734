"""Settings: `settings.toml` at the root, the environment over it."""

import os
from datetime import datetime, time
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from channels.dispatch.building import BadMapping
from evaluation.samples.drawing import FEWEST
from evaluation.window import CIVIL_ZONE
from haochaping.dispatch_settings import Dispatch
from haochaping.provider_settings import Aliyun, Channels, Rate, Section, Telegram, Twilio, WeChat

ROOT = Path(__file__).resolve().parent.parent
SETTINGS_FILE = ROOT / "settings.toml"
PREFIX = "HAOCHAPING__"


class SettingsError(ValueError):
    """A setting is unknown, malformed or missing; the message is one line that names it."""


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


class Earning(Section):
    points: int = Field(ge=0)
    per_day: int = Field(ge=0)
    per_month: int = Field(ge=0)


class Farming(Section):
    days: int = Field(ge=1)
    applicants: int = Field(ge=0)
    seconds: int = Field(ge=1)
    at_once: int = Field(ge=0)
    on_device: int = Field(ge=0)
    counter_ratings: int = Field(ge=0)
    counter_per_citizen: int = Field(ge=0)


class Points(Section):
    lasts_years: int = Field(ge=0)
    return_days: int = Field(ge=0)
    ratings_to_redeem: int = Field(ge=1)
    voucher_days: int = Field(ge=1)
    announce_days: int = Field(ge=1)
    rating: Earning
    call_back: Earning
    suggestion: Earning
    farming: Farming


class Office(Section):
    hours: str


class Cases(Section):
    anchor: Literal["rated", "dispatched", "acknowledged"]
    change_minutes: int = Field(ge=0)
    acknowledge_hours: float = Field(gt=0)
    general_workdays: int = Field(ge=1)
    complex_workdays: int = Field(ge=1)
    appeal_workdays: int = Field(ge=1)
    decide_workdays: int = Field(ge=1)
    call_back_workdays: int = Field(ge=1)
    reopened_workdays: int = Field(ge=1)
    close_workdays: int = Field(ge=1)
    label_workdays: int = Field(ge=1)
    summaries: str
    attachments: str


class Sample(Section):
    by: Literal["county", "city", "province"]
    size: int = Field(ge=FEWEST)


class Citizens(Section):
    silent_days: int = Field(ge=1)


class Staff(Section):
    idle_minutes: int = Field(ge=1)
    session_hours: int = Field(ge=1)
    tries: int = Field(ge=1)
    tries_per_address: int = Field(ge=1)
    wait_minutes: int = Field(ge=1, le=24 * 60)
    look_ups_per_hour: int = Field(ge=1)


class Intake(Section):
    drop_folder: str
    hold_days: int = Field(ge=1)


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
    office: Office
    cases: Cases
    sample: Sample
    citizens: Citizens
    staff: Staff
    intake: Intake
    channels: Channels
    delivery: Delivery
    dispatch: Dispatch
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

    @property
    def local_base_url(self) -> str:
        """Where this machine reaches the web process."""
        host = "127.0.0.1" if self.web.host == "0.0.0.0" else self.web.host  # noqa: S104
        return f"http://{host}:{self.port}"


def load(**overrides: object) -> Settings:
    """Read the settings; raises `SettingsError` that names the key."""
    _check_sections()
    try:
        settings = Settings(**overrides)  # type: ignore[arg-type]  # sections are given as dicts
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise SettingsError(f"setting {key}: {first['msg'].removeprefix('Value error, ')}") from None
    _check_hours(settings.prompt)
    _check_channels(settings)
    _check_platforms(settings.dispatch)
    return _reachable(settings)


def _reachable(settings: Settings) -> Settings:
    """With no public address of its own, links lead to where the web process listens."""
    if settings.web.public_base_url:
        return settings
    web = settings.web.model_copy(update={"public_base_url": settings.local_base_url})
    return settings.model_copy(update={"web": web})


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


def _check_platforms(dispatch: Dispatch) -> None:
    try:
        dispatch.wires()
    except BadMapping as error:
        raise SettingsError(f"setting {error}") from None


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
