"""The commands that make links and printed sheets; part of `haochaping` like the others."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from haochaping.cli_at_hand import running as _running

links_app = typer.Typer()
taken_back_app = typer.Typer(no_args_is_help=True, help="The links of halls, and taking one back.")

OrgArgument = Annotated[str, typer.Argument(metavar="ORG_CODE", help="The hall's body in the catalogue.")]
UntilOption = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], help="The last day on which it works; else until it is revoked."),
]


@links_app.command()
def kiosk(org_code: OrgArgument, until: UntilOption = None) -> None:
    """Print a hall's links: its kiosk, the sheets' QR code (sheet), the guide's tablet. Keep them to the hall.

    They are the same each time; `haochaping links` lists them and takes one back.
    """
    from haochaping.commands import links

    for line in links.of_hall(_running(), org_code, until and until.date()):
        typer.echo(line)


@links_app.command()
def posters(
    org_code: OrgArgument,
    out: Annotated[Path, typer.Option("--out", help="The folder to write to; it is made if need be.")],
    text_to: Annotated[
        str | None, typer.Option(help="The number that citizens can text to, if there is one.")
    ] = None,
    until: UntilOption = None,
) -> None:
    """Draw a hall's posters, table cards and slogan sheets (SVG, A4 and A6, zh and en) and print.html for all."""
    from haochaping.commands import links

    written = links.posters(_running(), org_code, out, text_to, until and until.date())
    typer.echo(f"{written} files in {out}; print.html prints them all, or saves them as a PDF")


@links_app.command()
def chat(
    source_system: Annotated[str, typer.Argument(help="As the record's system is named.")],
    record_no: Annotated[str, typer.Argument(help="The record's number.")],
    visit_no: Annotated[int, typer.Option(min=1, help="Which visit of the record.")] = 1,
) -> None:
    """Print the link to the chat of a record's citizen: hand it to nobody else."""
    from haochaping.commands import links

    typer.echo(links.of_chat(_running(), source_system, record_no, visit_no))


@taken_back_app.command("list")
def links_list(
    org_code: Annotated[str | None, typer.Argument(metavar="ORG_CODE", help="Of this body only.")] = None,
) -> None:
    """Every link of a hall: number, body, what for, since when, how it stands, and the link if it works."""
    from haochaping.commands import links

    for line in links.listed(_running(), org_code):
        typer.echo(line)


@taken_back_app.command("revoke")
def links_revoke(
    number: Annotated[int, typer.Argument(help="The link, as `links list` numbers it.")],
) -> None:
    """Let a link open nothing but a page that says whom to ask; `kiosk` and `posters` make another."""
    from haochaping.commands import links

    links.revoke(_running(), number)
    typer.echo(f"link {number} opens nothing any more")
