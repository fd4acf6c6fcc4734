"""The command line's groups about messages: what failed, and the wording that providers approve."""

import sys
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from haochaping.cli_at_hand import running

if TYPE_CHECKING:
    from usecases.release_messages import Which

template_app = typer.Typer(no_args_is_help=True, help="Templates of SMS that a provider approves (Aliyun).")

messages_app = typer.Typer(no_args_is_help=True, help="Messages that failed, and letting them go again.")

CodeArgument = Annotated[str, typer.Argument(help="The provider's code of the template, SMS_…")]


@template_app.command("list")
def template_list() -> None:
    """Every template: its state, name, code, what it costs, its wording."""
    from haochaping.commands import templates

    for line in templates.listed(running()):
        typer.echo(line)


@template_app.command("add")
def template_add(
    name: Annotated[
        str, typer.Argument(help="prompt, reply, or a message of bot/templates/: rating/thanks.")
    ],
    code: CodeArgument,
    wording: Annotated[str, typer.Argument(help="As handed in, with its ${variables} and without 【】.")],
) -> None:
    """Note a template that was handed in for approval; what would be refused is refused here."""
    from haochaping.commands import templates

    typer.echo(templates.add(running(), name, code, wording))


@template_app.command("approve")
def template_approve(code: CodeArgument) -> None:
    """It was approved: it is used from now on, in place of the one of its name."""
    from haochaping.commands import templates

    templates.approve(running(), code)
    typer.echo(f"{code} is used from now on")


@template_app.command("reject")
def template_reject(
    code: CodeArgument, why: Annotated[str, typer.Option(help="What the provider wrote.")] = ""
) -> None:
    """It was refused, or its approval taken back: it is not used."""
    from haochaping.commands import templates

    templates.reject(running(), code, why)
    typer.echo(f"{code} is not used")


@messages_app.command("failed")
def messages_failed() -> None:
    """What failed, by reason: how many, how many can be released, the latest, and what to do about it."""
    from haochaping.commands import messages

    lines = messages.failed(running())
    for line in lines:
        typer.echo(line)
    if not lines:
        typer.echo("nothing failed", err=True)


@messages_app.command("release")
def messages_release(
    number: Annotated[int | None, typer.Argument(help="One message, by its number.")] = None,
    reason: Annotated[str | None, typer.Option(help="All that failed for this reason.")] = None,
) -> None:
    """Send what failed, once the reason is put right: what never left, and only what is still owed."""
    from haochaping.commands import messages

    typer.echo(f"{messages.release(running(), _which(number, reason))} released")


@messages_app.command("dismiss")
def messages_dismiss(
    number: Annotated[int | None, typer.Argument(help="One message, by its number.")] = None,
    reason: Annotated[str | None, typer.Option(help="All that were stopped for this reason.")] = None,
) -> None:
    """Note that somebody has looked: no alarm is given about these any more. Nothing is sent."""
    from haochaping.commands import messages

    typer.echo(f"{messages.dismiss(running(), _which(number, reason))} dismissed")


@messages_app.command("spent")
def messages_spent(
    first: Annotated[
        datetime | None,
        typer.Option("--from", formats=["%Y-%m-%d"], help="The first day; else this month's."),
    ] = None,
    last: Annotated[
        datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="The last day; else today.")
    ] = None,
) -> None:
    """What left, as CSV: messages, parts of SMS and their cost, by day, channel, provider and currency."""
    from haochaping.commands import spent

    rows = spent.spent(running(), first and first.date(), last and last.date())
    spent.write(rows, sys.stdout)


def _which(number: int | None, reason: str | None) -> "Which":
    from usecases.release_messages import Which

    if (number is None) == (reason is None):
        raise typer.BadParameter("give the number of a message or --reason, one of them")
    return Which(number, reason)
