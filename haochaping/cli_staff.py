"""The commands for the accounts of the staff; part of `haochaping` like the others."""

from typing import TYPE_CHECKING, Annotated

import typer

from evaluation.staff import Role
from haochaping.cli_at_hand import running as _running

if TYPE_CHECKING:
    from haochaping.commands.staff import Made

staff_app = typer.Typer(no_args_is_help=True, help="Accounts of the staff: who may sign in to the console.")

UsernameArgument = Annotated[str, typer.Argument(help="2 to 32 of a-z 0-9 . _ -, a letter first.")]
AskOption = Annotated[bool, typer.Option("--ask-password", help="Type a password; without it one is made.")]
NumberArgument = Annotated[
    int | None, typer.Argument(metavar="ID", help="As `staff sessions` numbers it; none: all.")
]


def _asked(ask: bool) -> str | None:
    return typer.prompt("password", hide_input=True, confirmation_prompt=True) if ask else None


def _tell(made: "Made") -> None:
    """The password alone on stdout, so that it can be piped to where it is kept."""
    typer.echo(made.told, err=True)
    if made.password is not None:
        typer.echo(made.password)


@staff_app.command()
def add(
    username: UsernameArgument,
    name: Annotated[str, typer.Option(help="As colleagues know them.")],
    role: Annotated[Role, typer.Option(help="What they are there for.")],
    area: Annotated[str, typer.Option(help="The 12-digit area that they see, with all inside it.")],
    org: Annotated[
        str | None, typer.Option(help="Of that area, this org and all below it; none: all.")
    ] = None,
    ask_password: AskOption = False,
) -> None:
    """Make an account, and show its password, this once."""
    from haochaping.commands import staff

    _tell(staff.add(_running(), staff.Wish(username, name, role, area, org), _asked(ask_password)))


@staff_app.command("list")
def list_all() -> None:
    """Every account: username, name, role, area, org, when last seen, how many sessions, whether disabled."""
    from haochaping.commands import staff

    for line in staff.listed(_running()):
        typer.echo(line)


@staff_app.command()
def disable(username: UsernameArgument) -> None:
    """Shut an account: it is out at once, wherever it is signed in."""
    from haochaping.commands import staff

    typer.echo(staff.disable(_running(), username))


@staff_app.command()
def enable(username: UsernameArgument) -> None:
    """Open an account again; its password is what it was."""
    from haochaping.commands import staff

    typer.echo(staff.enable(_running(), username))


@staff_app.command()
def password(username: UsernameArgument, ask_password: AskOption = False) -> None:
    """Give an account another password, and show it, this once; its sessions end."""
    from haochaping.commands import staff

    _tell(staff.password(_running(), username, _asked(ask_password)))


@staff_app.command()
def sessions(username: UsernameArgument) -> None:
    """Where an account is signed in: number, since when, last used, from where."""
    from haochaping.commands import staff

    lines = staff.sessions_of(_running(), username)
    for line in lines:
        typer.echo(line)
    typer.echo(f"{len(lines)} live", err=True)


@staff_app.command()
def end(
    username: UsernameArgument,
    number: NumberArgument = None,
) -> None:
    """End the sessions of an account."""
    from haochaping.commands import staff

    typer.echo(staff.end(_running(), username, number))
