"""The commands of the points ledger; part of `haochaping` like the others."""

from datetime import datetime
from typing import Annotated

import typer

from haochaping.cli_at_hand import running as _running

ledger_app = typer.Typer(
    no_args_is_help=True, help="The points ledger: verified, and corrected by two people."
)

ByOption = Annotated[str, typer.Option("--by", help="Your name.")]
WhyOption = Annotated[str, typer.Option("--why", help="What shows that it is wrong; no identity numbers.")]
NumberArgument = Annotated[int, typer.Argument(metavar="ID", help="As `ledger corrections` numbers it.")]


@ledger_app.command()
def verify() -> int:
    """Recount balances, chains, vouchers and stock: zero differences, or a list of them and exit status 1."""
    from haochaping.commands import ledger

    return ledger.verify_all(_running())


@ledger_app.command()
def correct(
    entry: Annotated[int, typer.Argument(metavar="ENTRY", help="The number of the wrong entry.")],
    by: ByOption,
    why: WhyOption,
) -> None:
    """Ask that a wrong entry be reversed; somebody else has to confirm it."""
    from haochaping.commands import ledger

    typer.echo(ledger.ask(_running(), entry, by, why))


@ledger_app.command()
def corrections() -> None:
    """What waits for a second person: number, entry, points, who asked and why."""
    from haochaping.commands import ledger

    lines = ledger.waiting(_running())
    for line in lines:
        typer.echo(line)
    typer.echo(f"{len(lines)} waiting", err=True)


@ledger_app.command()
def confirm(number: NumberArgument, by: ByOption) -> None:
    """Reverse what somebody else has asked for."""
    from haochaping.commands import ledger

    typer.echo(ledger.confirm(_running(), number, by))


@ledger_app.command()
def refuse(number: NumberArgument, by: ByOption) -> None:
    """Leave the entry as it is; also for taking back what one has asked for."""
    from haochaping.commands import ledger

    typer.echo(ledger.refuse(_running(), number, by))


@ledger_app.command()
def began(
    area: Annotated[
        str, typer.Argument(help="The 12-digit area; all inside it without a day of its own follow it.")
    ],
    day: Annotated[
        datetime | None,
        typer.Argument(formats=["%Y-%m-%d"], help="The first day on which taking part earned points."),
    ] = None,
    forget: Annotated[bool, typer.Option("--forget", help="Forget the day told before.")] = False,
) -> None:
    """Tell since when there are points in an area: the line between before and after in the comparison of 数据."""
    from haochaping.commands import ledger

    if (day is None) is not forget:
        raise ValueError("a day, or --forget")
    typer.echo(ledger.began(_running(), area, day.date() if day else None))
