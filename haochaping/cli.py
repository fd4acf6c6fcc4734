"""The command line. Bad input: one clear line, exit status 1 or 2."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

import typer

from haochaping.cli_at_hand import running as _running
from haochaping.cli_channels import channel_app
from haochaping.cli_citizens import citizen_app
from haochaping.cli_dispatch import dispatch_app
from haochaping.cli_learning import learning_app
from haochaping.cli_ledger import ledger_app
from haochaping.cli_links import links_app, taken_back_app
from haochaping.cli_sample import sample_app
from haochaping.cli_sms import messages_app, template_app
from haochaping.cli_staff import staff_app
from haochaping.embedded.errors import EmbeddedError
from haochaping.loading import loading
from haochaping.procfile import ProcfileError
from haochaping.runlock import AlreadyRunningError
from haochaping.settings import Settings, SettingsError, load

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="政务服务“好差评”对话与短信评价服务 (chat and SMS bot for government-service evaluation).",
)
org_app = typer.Typer(no_args_is_help=True, help="The catalogue of bodies and areas.")
gifts_app = typer.Typer(no_args_is_help=True, help="Gifts, their tiers and what came of them.")
key_app = typer.Typer(no_args_is_help=True, help="Keys of the systems that use the API.")
calendar_app = typer.Typer(no_args_is_help=True, help="Workdays, make-up days included.")
calls_app = typer.Typer(no_args_is_help=True, help="Citizens who want to be called by a person.")
audit_app = typer.Typer(no_args_is_help=True, help="Checks that the promises hold.")
app.add_typer(links_app)
app.add_typer(learning_app)
app.add_typer(taken_back_app, name="links")
telegram_app = typer.Typer(no_args_is_help=True, help="The Telegram bot.")
app.add_typer(telegram_app, name="telegram")
wechat_app = typer.Typer(no_args_is_help=True, help="The WeChat account (公众号).")
app.add_typer(wechat_app, name="wechat")
app.add_typer(org_app, name="org")
app.add_typer(gifts_app, name="gifts")
app.add_typer(key_app, name="key")
app.add_typer(calendar_app, name="calendar")
app.add_typer(audit_app, name="audit")
app.add_typer(calls_app, name="calls")
app.add_typer(citizen_app, name="citizen")
app.add_typer(ledger_app, name="ledger")
app.add_typer(sample_app, name="sample")
app.add_typer(staff_app, name="staff")
app.add_typer(channel_app, name="channel")
app.add_typer(template_app, name="template")
app.add_typer(messages_app, name="messages")
app.add_typer(dispatch_app, name="dispatch")

SourceOption = Annotated[str | None, typer.Option(help="The source system of a file that does not name it.")]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command, by default the process's own; bad input: one clear line and a status that is not 0."""
    try:
        status = app(arguments, standalone_mode=False)
    except (typer.Abort, KeyboardInterrupt):
        _fail("stopped", 130)
    except typer.TyperException as error:
        _fail(" ".join(error.format_message().split()), 2)
    except Exception as error:
        if not isinstance(error, _mendable()):
            raise
        _fail(_in_one_line(error), 1)
    sys.exit(status if isinstance(status, int) else 0)


def _mendable() -> tuple[type[Exception], ...]:
    """What a person at the terminal can mend: told in one line, without a trace."""
    import psycopg  # half of what `--help` would take

    return ValueError, OSError, EmbeddedError, ProcfileError, AlreadyRunningError, psycopg.Error


def _fail(line: str, status: int) -> None:
    typer.echo(f"haochaping: {line}", err=True)
    sys.exit(status)


def _in_one_line(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename or ''}: {error.strerror}".removeprefix(": ")
    return " ".join(str(error).split())


@app.command()
def demo() -> int:
    """Run everything with sample records and a movable clock; the phone is at /demo."""
    from haochaping.commands import demo as command

    return command.run(load())


@app.command()
def up() -> int:
    """Run all processes of the Procfile; one that dies is started again."""
    from haochaping.commands import stack

    return stack.up(load())


@app.command()
def web() -> None:
    """Serve HTTP (a process of the Procfile)."""
    with loading():
        from haochaping.entries import web as process

    process.run(load())


@app.command()
def worker() -> None:
    """Take jobs (a process of the Procfile)."""
    with loading():
        from haochaping.entries import worker as process

    process.run(load())


@app.command()
def clock() -> None:
    """Tick (a process of the Procfile)."""
    with loading():
        from haochaping.entries import clock as process

    process.run(load())


@app.command()
def bot() -> None:
    """Fetch what people write in Telegram, where it cannot reach us (a process of the Procfile)."""
    with loading():
        from haochaping.entries import bot as process

    process.run(load())


@app.command()
def link(
    phone: Annotated[str, typer.Argument(help="Whose prompts the chat is to get.")],
) -> None:
    """Print a Telegram link that binds the chat in which it is opened to a phone; for one use, within a day."""
    from haochaping.commands import telegram

    typer.echo(telegram.link(_running(), phone))


@telegram_app.command("webhook")
def telegram_webhook() -> None:
    """Have Telegram post what people write to us, and show the bot's commands; once, and after changes."""
    from haochaping.commands import telegram

    typer.echo(telegram.listen(load()))


@wechat_app.command("code")
def wechat_code(
    phone: Annotated[str, typer.Argument(help="Whose prompts the chat is to get.")],
) -> None:
    """Print the address for a QR code that binds who scans it to a phone; for one use, within a day."""
    from haochaping.commands import wechat

    typer.echo(wechat.code(_running(), phone))


@app.command()
def migrate() -> None:
    """Bring the database of DATABASE_URL to this version's shape, and give earlier bad ratings their cases."""
    from haochaping.commands import migrate as command

    settings = load()
    given = command.run(_database_url(settings), settings)
    typer.echo(
        "the database is up to date" + (f"; {given} earlier bad ratings have a case now" if given else "")
    )


def _database_url(settings: Settings) -> str:
    if not settings.database_url:
        raise ValueError("DATABASE_URL is not set")
    return settings.database_url


@app.command()
def doctor() -> int:
    """Check engines, disk, clock, calendar, migrations, keys and channels: a line each, with what to do."""
    from haochaping.commands import doctor as command

    return command.run(load())


@app.command()
def systemd(
    user: Annotated[str, typer.Option(help="The system user that the processes run as.")],
    folder: Annotated[Path, typer.Option("--dir", help="Where to write, such as /etc/systemd/system.")],
    env_file: Annotated[Path | None, typer.Option(help="DATABASE_URL, REDIS_URL, keys and tokens.")] = None,
) -> int:
    """Write a systemd unit for each process of the Procfile, and a target for all of them."""
    from haochaping.commands.systemd import write_units

    return write_units(load(), user, folder, env_file)


@app.command()
def deadline(
    start: Annotated[str, typer.Option("--from", help="ISO 8601; no zone means Asia/Shanghai.")],
    workdays: Annotated[int, typer.Option("--workdays", help="0 is the end of the same day.")],
) -> None:
    """Print the exclusive end of a number of workdays after a moment; needs no stack.

    Where one runs, the years imported into it count.
    """
    from haochaping.commands.calendar_at_hand import calendar_at_hand
    from haochaping.commands.deadline import deadline as reckon

    ends, provisional = reckon(start, workdays, calendar_at_hand(_database_at_hand()))
    typer.echo(ends)
    if provisional:
        typer.echo("provisional: a year in between has no published calendar yet", err=True)


@app.command()
def understand(
    texts: Annotated[
        list[str] | None,
        typer.Argument(help="Replies; without any, JSON Lines are read from standard input."),
    ] = None,
    explain: Annotated[bool, typer.Option(help="Add why it was read so.")] = False,
    digits: Annotated[
        Literal["stars", "rank"], typer.Option(help="What a bare 5 is: stars, the best; rank, the worst.")
    ] = "stars",
) -> int:
    """Read replies, or JSON Lines {"text": …}, and write each with intent, level and reasons; needs no stack."""
    from haochaping.commands.understand import as_lines
    from haochaping.commands.understand import understand as read

    if texts:
        return read(as_lines(texts), sys.stdout.buffer, explain=explain, digits=digits)
    with os.fdopen(sys.stdin.fileno(), "rb", closefd=False) as source:
        return read(source, sys.stdout.buffer, explain=explain, digits=digits)


def _database_at_hand() -> str | None:
    try:
        return _running().database_url
    except SettingsError:
        return None


@app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(help="CSV or XLSX, Chinese or English headers.")],
    source: SourceOption = None,
) -> int:
    """Take in the records of a file; doing it again changes nothing.

    Ends with 1 when rows were rejected: they stand, with the reasons, in NAME.rejected.csv beside the file.
    """
    from haochaping.commands import administer

    return administer.import_file(_running(), file, source)


@org_app.command("import")
def org_import(
    file: Annotated[Path, typer.Argument(help="org_code, org_name, area_code, area_name, parent_org_code")],
) -> int:
    """Take in bodies and areas; records that waited for them are released.

    Ends with 1, and nothing is taken, when a line is wrong: each is named.
    """
    from haochaping.commands import administer

    return administer.import_catalogue(_running(), file)


@org_app.command("office")
def org_office(
    area: Annotated[str, typer.Argument(help="Its 12-digit code; it holds for every area inside as well.")],
    org: Annotated[str, typer.Argument(help="The body's code.")],
) -> None:
    """Name the 好差评 office of an area: it sees to bad ratings there, and decides appeals."""
    from haochaping.commands import bodies

    typer.echo(bodies.name_office(_running(), area, org))


@org_app.command("abolish")
def org_abolish(
    org: Annotated[str, typer.Argument(help="The body's code.")],
    undo: Annotated[bool, typer.Option("--undo", help="It works again.")] = False,
) -> None:
    """A body is no more: what it did and what it had to do goes to the one above it."""
    from haochaping.commands import bodies

    typer.echo(bodies.set_active(_running(), org, active=undo))


@gifts_app.command("import")
def gifts_import(
    file: Annotated[Path, typer.Argument(help="gift, gift_en, tier, points …; see docs/operations.md.")],
) -> int:
    """Take in gifts, tiers and deliveries; doing it again changes nothing.

    Ends with 1, and nothing is taken, when a line is wrong: each is named.
    """
    from haochaping.commands import administer

    return administer.import_gifts_file(_running(), file)


def _named(name: str) -> str:
    if not name.strip():
        raise typer.BadParameter("名称不能为空 (a key needs a name: that of the system it is for)")
    return name.strip()


@key_app.command("add")
def key_add(
    name: Annotated[str, typer.Argument(help="Which system it is for.", callback=_named)],
) -> None:
    """Make a key for a system and show it, this once."""
    from haochaping.commands import administer

    typer.echo(administer.add_key(_running(), name))


@calendar_app.command("show")
def calendar_show(year: Annotated[int, typer.Argument(min=1900, max=2200)]) -> None:
    """Show a year's holidays, make-up workdays and their source."""
    from haochaping.commands import administer

    try:
        settings = _running()
    except SettingsError:
        settings = load()
    typer.echo(administer.show_calendar(settings, year))


@calendar_app.command("import")
def calendar_import(
    file: Annotated[Path, typer.Argument(help="JSON or CSV; see docs/operations.md.")],
) -> None:
    """Take a year's table; open deadlines are reckoned again and never shortened."""
    from haochaping.commands import administer

    typer.echo(administer.import_calendar(_running(), file))


@audit_app.command("evidence")
def audit_evidence() -> int:
    """List every rating without evidence; none is what one wants."""
    from haochaping.commands import administer

    found = administer.unfounded_ratings(_running())
    for rating in found:
        typer.echo(f"rating {rating.rating_id} of visit {rating.visit_id}: {rating.finding}")
    typer.echo(f"{len(found)} ratings without evidence", err=True)
    return 1 if found else 0


@calls_app.command("list")
def calls_list() -> None:
    """Who waits to be called, longest first: number of the request, since when, phone."""
    from haochaping.commands import administer

    waiting = administer.calls_waiting(_running())
    for line in waiting:
        typer.echo(line)
    typer.echo(f"{len(waiting)} waiting", err=True)


@calls_app.command("done")
def calls_done(
    number: Annotated[int, typer.Argument(help="The request, as `calls list` numbers it.")],
) -> None:
    """Note that somebody was called."""
    from haochaping.commands import administer

    administer.call_done(_running(), number)
