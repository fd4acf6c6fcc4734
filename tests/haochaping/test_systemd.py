import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from haochaping.commands.systemd import write_units
from haochaping.procfile import read_procfile
from haochaping.settings import ROOT, load

NAMES = sorted(read_procfile(ROOT / "Procfile", without={"bot"}))
COMPLETE = """\
DATABASE_URL=postgresql:///haochaping
REDIS_URL=unix:///run/valkey/valkey.sock
HAOCHAPING__SECURITY__PHONE_KEY=a
HAOCHAPING__SECURITY__LOOKUP_KEY=b
"""


@pytest.fixture
def env_file(tmp_path: Path) -> Path:
    file = tmp_path / "100% ours.env"
    file.write_text(COMPLETE)
    return file


def settings_of(unit: Path) -> dict[str, str]:
    lines = (line.partition("=") for line in unit.read_text().splitlines() if "=" in line)
    return {key: value for key, _, value in lines}


def test_each_process_of_the_procfile_has_a_unit_and_the_target_wants_them(
    tmp_path: Path, env_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert write_units(load(), "root", tmp_path / "units", env_file) == 0
    output = capsys.readouterr()
    assert output.err == ""
    files = [*(f"haochaping-{name}.service" for name in NAMES), "haochaping.target"]
    assert sorted(file.name for file in (tmp_path / "units").iterdir()) == sorted(files)
    for file in files:
        assert f"wrote {tmp_path / 'units' / file}\n" in output.out
    wanted = settings_of(tmp_path / "units/haochaping.target")["Wants"].split()
    assert sorted(wanted) == sorted(files[:-1])
    assert "systemctl enable --now" in output.out


def test_a_unit_runs_the_procfiles_command_as_the_user_and_comes_back(tmp_path: Path, env_file: Path) -> None:
    write_units(load(), "nobody", tmp_path, env_file)
    web = settings_of(tmp_path / "haochaping-web.service")
    assert shlex.split(web["ExecStart"]) == [f"{Path(sys.executable).parent}/haochaping", "web"]
    assert web["User"] == "nobody"
    assert web["WorkingDirectory"] == str(ROOT)
    assert web["EnvironmentFile"] == str(env_file).replace("%", "%%")  # % begins a specifier
    assert (web["Restart"], web["StartLimitIntervalSec"]) == ("always", "0")
    assert (web["NoNewPrivileges"], web["ProtectSystem"]) == ("yes", "strict")
    assert "ReadWritePaths" not in web


def test_the_drop_folder_of_the_environment_file_may_be_written(tmp_path: Path, env_file: Path) -> None:
    env_file.write_text(f"{COMPLETE}HAOCHAPING__INTAKE__DROP_FOLDER='/srv/办件 100%'\n")
    write_units(load(), "nobody", tmp_path, env_file)
    assert settings_of(tmp_path / "haochaping-worker.service")["ReadWritePaths"] == '-"/srv/办件 100%%"'


def test_so_may_the_folder_of_attachments(tmp_path: Path, env_file: Path) -> None:
    env_file.write_text(f"{COMPLETE}HAOCHAPING__CASES__ATTACHMENTS=/srv/files\n")
    write_units(load(), "nobody", tmp_path, env_file)
    assert settings_of(tmp_path / "haochaping-web.service")["ReadWritePaths"] == "-/srv/files"


@pytest.mark.parametrize(("polling", "units"), [("true", 1), ("false", 0)])
def test_the_bot_has_a_unit_where_it_has_something_to_do(
    tmp_path: Path, env_file: Path, polling: str, units: int
) -> None:
    env_file.write_text(f"{COMPLETE}HAOCHAPING__CHANNELS__TELEGRAM__POLLING={polling}\n")
    write_units(load(), "nobody", tmp_path / "units", env_file)
    assert len(list((tmp_path / "units").glob("haochaping-bot.service"))) == units


def complaints(units: list[Path]) -> str:
    """What systemd says of the units; nothing on a machine that has none."""
    verify = shutil.which("systemd-analyze")
    if verify is None:
        return ""
    done = subprocess.run([verify, "verify", *units], capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def test_systemd_has_nothing_against_them(tmp_path: Path, env_file: Path) -> None:
    env_file.write_text(f"{COMPLETE}HAOCHAPING__INTAKE__DROP_FOLDER='/srv/办件 100%'\n")
    write_units(load(), "root", tmp_path / "units", env_file)
    units = sorted((tmp_path / "units").iterdir())
    for unit in units:
        sections = [line for line in unit.read_text().splitlines() if line.startswith("[")]
        assert sections in (["[Unit]", "[Service]", "[Install]"], ["[Unit]", "[Install]"])
    assert complaints(units) == ""


def test_what_is_still_missing_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_units(load(), "no-such-user", tmp_path, tmp_path / "missing.env")
    notes = capsys.readouterr().err
    assert "there is no user no-such-user yet" in notes
    assert "must set DATABASE_URL, REDIS_URL, HAOCHAPING__SECURITY__PHONE_KEY" in notes


@pytest.mark.parametrize("user", ["", "a b", "root\nExecStart=/bin/sh", "-rf"])
def test_a_name_that_is_none_is_refused(tmp_path: Path, user: str) -> None:
    with pytest.raises(ValueError, match="is not a user's name"):
        write_units(load(), user, tmp_path / "units")
    assert not (tmp_path / "units").exists()
