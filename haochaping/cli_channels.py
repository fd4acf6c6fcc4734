"""The command line's group about channels: pausing one, and letting it run again."""

from typing import Annotated

import typer

from haochaping.cli_at_hand import running

channel_app = typer.Typer(no_args_is_help=True, help="Pausing a channel, and letting it run again.")

ChannelArgument = Annotated[str, typer.Argument(help="sms, telegram or wechat.")]


@channel_app.command("pause")
def channel_pause(channel: ChannelArgument) -> None:
    """Send nothing through a channel: what is queued for it waits, new prompts take another way if there is one."""
    from haochaping.commands import channels

    channels.pause(running(), channel)
    typer.echo(f"{channel} is paused; `haochaping channel resume {channel}` lets it run again")


@channel_app.command("resume")
def channel_resume(channel: ChannelArgument) -> None:
    """Let a paused channel run again: what waited goes out, prompts inside sending hours."""
    from haochaping.commands import channels

    channels.resume(running(), channel)
    typer.echo(f"{channel} is running")


@channel_app.command("list")
def channel_list() -> None:
    """Each channel: whether it runs, and how many messages wait for it."""
    from haochaping.commands import channels

    for line in channels.listed(running()):
        typer.echo(line)
