"""The commands that change who a citizen is; part of `haochaping` like the others."""

from typing import Annotated

import typer

from haochaping.cli_at_hand import running as _running

citizen_app = typer.Typer(
    no_args_is_help=True, help="Two citizens made one, a number that changed hands; two people sign."
)

AddressArgument = Annotated[str, typer.Argument(help="A phone number, telegram:CHAT or wechat:OPENID.")]
ByOption = Annotated[str, typer.Option("--by", help="Your name.")]
WhyOption = Annotated[str, typer.Option("--why", help="What shows that it is so; no identity numbers.")]
NumberArgument = Annotated[int, typer.Argument(metavar="ID", help="As `citizen changes` numbers it.")]


@citizen_app.command()
def merge(first: AddressArgument, second: AddressArgument, by: ByOption, why: WhyOption) -> None:
    """Ask that the citizens of two addresses be made one; somebody else has to confirm it. There is no way back."""
    from haochaping.commands import citizens

    typer.echo(citizens.ask_merge(_running(), first, second, by, why))


@citizen_app.command()
def detach(address: AddressArgument, by: ByOption, why: WhyOption) -> None:
    """Ask that an address be taken from its citizen: whoever has it now starts anew; somebody else confirms."""
    from haochaping.commands import citizens

    typer.echo(citizens.ask_detach(_running(), address, by, why))


@citizen_app.command()
def vouch(address: AddressArgument, by: ByOption, why: WhyOption) -> None:
    """Ask that an address be taken for its citizen's again, after silence or a 我没办过; somebody else confirms."""
    from haochaping.commands import citizens

    typer.echo(citizens.ask_vouch(_running(), address, by, why))


@citizen_app.command()
def changes() -> None:
    """What waits for a second person: number, what, since when, who asked and why; addresses are masked."""
    from haochaping.commands import citizens

    lines = citizens.waiting(_running())
    for line in lines:
        typer.echo(line)
    typer.echo(f"{len(lines)} waiting", err=True)


@citizen_app.command()
def confirm(number: NumberArgument, by: ByOption) -> None:
    """Carry out what somebody else has asked for."""
    from haochaping.commands import citizens

    typer.echo(citizens.confirm(_running(), number, by))


@citizen_app.command()
def refuse(number: NumberArgument, by: ByOption) -> None:
    """Do not carry it out; also for taking back what one has asked for."""
    from haochaping.commands import citizens

    typer.echo(citizens.refuse(_running(), number, by))
