"""The command line's group about outside work-order platforms (12345)."""

from typing import Annotated

import typer

from haochaping.cli_at_hand import running

dispatch_app = typer.Typer(
    no_args_is_help=True, help="Outside work-order platforms (12345) and what they are told."
)


@dispatch_app.command("list")
def dispatch_list() -> None:
    """Every platform: its orders, what waits and since when, what it refused and why."""
    from haochaping.commands import dispatch

    for line in dispatch.listed(running()):
        typer.echo(line)


@dispatch_app.command("replay")
def dispatch_replay(
    platform: Annotated[str, typer.Option(help="Its name in dispatch.platforms.")],
    begins: Annotated[
        str, typer.Option("--from", help="ISO 8601 (no zone means Asia/Shanghai), or a case number.")
    ],
    ends: Annotated[str, typer.Option("--to", help="The same; it is included.")],
    only_show: Annotated[bool, typer.Option("--show", help="Say what would be sent; send nothing.")] = False,
    wait: Annotated[
        float, typer.Option(min=0, help="Seconds to watch the worker send; it goes on by itself.")
    ] = 60,
) -> int:
    """Tell a platform again what happened in a range, under the same keys: what it has it takes once.

    What it refused is written anew, so mend the mapping first. Cases that it was never given go out too.
    """
    from haochaping.commands import dispatch

    wanted = dispatch.range_of(begins, ends)
    return dispatch.run_replay(running(), platform, wanted, only_show=only_show, patience=wait)
