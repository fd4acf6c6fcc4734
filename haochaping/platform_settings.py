"""One outside work-order platform (12345) as `settings.toml` gives it."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from channels.dispatch.mapping import Code
from evaluation.cases.orders import Notice
from haochaping.provider_settings import Section

PathText = Annotated[str, Field(pattern="^/[^?#\\s]*$")]
KeyId = Annotated[str, Field(pattern="^[a-z0-9_]{1,32}$")]


class Place(Section):
    """Where a field stands; `codes` names a table, `format` and `zone` are of moments."""

    path: str
    codes: str = ""
    format: str = ""
    zone: str = ""


Places = dict[str, str | Place]
Table = dict[str, Code | list[Code]]


class AnswerSettings(Section):
    ok: str = ""
    values: list[Code] = Field(default_factory=list)
    busy: list[Code] = Field(default_factory=list)
    number: str = ""
    message: str = ""

    @model_validator(mode="after")
    def _says_when_all_is_well(self) -> Self:
        if bool(self.ok) != bool(self.values):
            raise ValueError("ok names where the result code stands, values the codes that mean success")
        return self


class ChangeList(Section):
    path: PathText
    parameter: str = "cursor"
    items: str = "items"
    next: str = "next"


class PlatformSettings(Section):
    """One platform."""

    name: Annotated[str, Field(pattern="^[a-z][a-z0-9_]{0,30}$")]
    label: str = Field(min_length=1)
    base_url: Annotated[str, Field(pattern="^https?://[^\\s?#]+$")]
    key: KeyId
    accepts: list[KeyId] = Field(default_factory=list)
    areas: list[Annotated[str, Field(pattern="^[1-9][0-9]{1,11}$")]] = Field(default_factory=list)
    orgs: list[str] = Field(default_factory=list)
    silent: list[Notice] = Field(default_factory=list)
    phone: bool = False
    zone: str = "Asia/Shanghai"
    order_path: PathText
    change_path: PathText
    order: Places
    order_constants: dict[str, Code] = Field(default_factory=dict)
    change: Places
    change_constants: dict[str, Code] = Field(default_factory=dict)
    report: Places
    answer: AnswerSettings = AnswerSettings()
    changes: ChangeList | None = None
    codes: dict[str, Table] = Field(default_factory=dict)
