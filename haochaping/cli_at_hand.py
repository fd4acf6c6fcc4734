"""What every group of the command line needs: the settings of what runs here."""

from haochaping.settings import Settings


def running() -> Settings:
    """The settings, with the engines and keys of what runs in this checkout; raises `SettingsError`."""
    from haochaping.commands.running import settings_of_running
    from haochaping.commands.stack import STATE_DIR

    return settings_of_running(STATE_DIR)
