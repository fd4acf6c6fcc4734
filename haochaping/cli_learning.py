"""The command that learns from a month; part of `haochaping` like the others."""

from typing import Annotated

import typer

from haochaping.cli_at_hand import running as _running

learning_app = typer.Typer()


@learning_app.command()
def learn(
    month: Annotated[str, typer.Argument(help="2026-09; a month that is over.", metavar="MONTH")],
) -> int:
    """Count a month's ratings and learn from them what the console shows under 数据; again replaces what was learnt.

    The worker does it by itself in the first night of the next month. Ends with 1 where a piece broke.
    """
    from haochaping.commands import learning

    return learning.learn(_running(), month)
