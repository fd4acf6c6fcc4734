"""What every group of the command line needs: the settings of what runs here."""

from haochaping.settings import Settings


def running() -> Settings:
    """The settings, with the engines and keys of what runs in this checkout; raises `SettingsError`."""
    from haochaping.commands.running import STATE_DIR, settings_of_running

    return settings_of_running(STATE_DIR)
