"""The commands of the monthly samples; part of `haochaping` like the others."""

from datetime import datetime
from typing import Annotated

import typer

from haochaping.cli_at_hand import running as _running

sample_app = typer.Typer(
    no_args_is_help=True, help="The monthly sample of ratings (抽样回访): its plan, and its draw once more."
)

MonthArgument = Annotated[
    datetime, typer.Argument(formats=["%Y-%m"], metavar="MONTH", help="As 2026-09.", show_default=False)
]
AreaArgument = Annotated[str | None, typer.Argument(help="The 12-digit area; every area without it.")]


@sample_app.command()
def show(month: MonthArgument, area: AreaArgument = None) -> None:
    """Print the plan of each sample of a month: seed, ratings, drawn and weight by level, and what was drawn."""
    from haochaping.commands import sample

    for line in sample.show(_running(), month.date(), area):
        typer.echo(line)


@sample_app.command()
def verify(month: MonthArgument, area: AreaArgument = None) -> int:
    """Draw again from the frame that was kept: the same, or a list of differences and exit status 1."""
    from haochaping.commands import sample

    return sample.verify_all(_running(), month.date(), area)
