"""The section of `settings.toml` that sets up outside work-order platforms (12345), and the platforms it makes."""

from pydantic import Field

from channels.dispatch.building import BadMapping
from channels.dispatch.platform import Wire
from evaluation.areas import significant
from evaluation.cases.orders import Platform
from haochaping.platform_settings import PlatformSettings
from haochaping.platform_wires import wire_of
from haochaping.provider_settings import Section

SHORTEST_SECRET, AREA_CODE_LENGTH = 32, 12


class Dispatch(Section):
    clock_skew_seconds: int = Field(ge=30, le=3600)
    poll_seconds: int = Field(ge=10)
    platforms: list[PlatformSettings]
    keys: dict[str, str] = Field(repr=False)

    def rules(self) -> tuple[Platform, ...]:
        """The platforms as the rules ask about them."""
        return tuple(
            Platform(
                each.name,
                each.label,
                tuple(map(_digits, each.areas)),
                tuple(each.orgs),
                frozenset(each.silent),
            )
            for each in self.platforms
        )

    def wires(self) -> dict[str, Wire]:
        """The platforms, by name; raises `BadMapping` with one line that says what is the matter."""
        names = [each.name for each in self.platforms]
        if twice := [name for name in names if names.count(name) > 1]:
            raise BadMapping(f"dispatch.platforms: two are named {twice[0]}")
        return {each.name: self._wire(each) for each in self.platforms}

    def _wire(self, given: PlatformSettings) -> Wire:
        try:
            return wire_of(given, {name: self._secret(name) for name in {given.key, *given.accepts}})
        except BadMapping as error:
            raise BadMapping(f"dispatch.platforms {given.name}: {error}") from None

    def _secret(self, key_id: str) -> bytes:
        secret = self.keys.get(key_id, "")
        if len(secret) < SHORTEST_SECRET:
            variable = f"HAOCHAPING__DISPATCH__KEYS__{key_id.upper()}"
            raise BadMapping(f"key {key_id}: set {variable} to {SHORTEST_SECRET} characters or more")
        return secret.encode()


def _digits(area: str) -> str:
    """A whole area code stands for its area, and the digits of one for themselves."""
    return significant(area) if len(area) == AREA_CODE_LENGTH else area
