"""Bundles of exhibits: make one for somebody."""

from __future__ import annotations

from pathlib import Path

import click

from ipdoc.casework.bundling.giving import write_bundle
from ipdoc.casework.bundling.making import make_bundle
from ipdoc.casework.bundling.request import BundleRequest, Group, usual_rendering
from ipdoc.casework.cases import find_case
from ipdoc.cli.options import opened, passphrase_option, vault_option, visit_option
from ipdoc.cli.progressing import bar
from ipdoc.cli.saying import say
from ipdoc.domain.consent import Recipient
from ipdoc.domain.rendering import Rendering
from ipdoc.i18n import LANGUAGES

_LEAVABLE = [one.value for one in Group if one not in (Group.REPORTS, Group.ANNEX)]


@click.command()
@click.argument("case")
@click.option(
    "--for",
    "recipient",
    type=click.Choice([one.value for one in Recipient]),
    required=True,
    help="For whom it is; the person examined must have agreed to it.",
)
@click.option("--name", default="", help="Who receives it, as it stands on the receipt.")
@click.option("--lang", type=click.Choice(list(LANGUAGES)), default="en", help="Of its papers.")
@click.option(
    "--rendering",
    type=click.Choice([one.value for one in Rendering]),
    help="Which rendering of the report; without it the one that is usual for the recipient.",
)
@click.option("--report", "number", type=int, default=0, help="Its number; 0 = the newest.")
@click.option("--limit", "most_mb", type=int, help="Most megabytes of one part.")
@click.option("--to", "age_key", default="", metavar="AGE-KEY", help="Encrypt it to this key.")
@click.option("--without", multiple=True, type=click.Choice(_LEAVABLE), help="Leave this out.")
@click.option("--annex", is_flag=True, help="Add the sealed annex; only together with --to.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="Folder to write into; it is made when there is none.",
)
@visit_option
@vault_option
@passphrase_option
def bundle(
    case: str,
    recipient: str,
    name: str,
    lang: str,
    rendering: str | None,
    number: int,
    most_mb: int | None,
    age_key: str,
    without: tuple[str, ...],
    annex: bool,
    output: Path,
    visit: int | None,
    folder: Path,
    passphrase_file: Path | None,
) -> None:
    """Pack what was issued of a case, named by its id or code, with its exhibits for somebody.

    The files are whole ZIP files, or age files with --to, and a receipt to be printed and kept
    apart from them. Without the consent of the person examined nothing is written.
    """
    whom = Recipient(recipient)
    left = {Group(one) for one in without} | (set() if annex else {Group.ANNEX})
    chosen = Rendering(rendering) if rendering else usual_rendering(whom)
    groups = frozenset(Group) - left
    asked = BundleRequest(whom, name, lang, chosen, number, most_mb, age_key, groups)
    with opened(folder, passphrase_file) as vault:
        ref = find_case(vault, case, visit)
        with bar("Read") as tell:
            made = make_bundle(vault, ref, asked, tell)
        output.mkdir(parents=True, exist_ok=True)
        in_all, done = sum(one.size for one in made.parts), 0
        with bar("Write") as tell:

            def told(more: int) -> None:
                nonlocal done
                done += more
                tell(min(done, in_all), in_all)

            files = write_bundle(vault, ref, made, output, told)
    for one, part in zip(files, made.parts, strict=False):
        say(f"{one}: {part.size} bytes, digest {part.digest}")
    say(f"{files[-1]}: print it, and keep it apart from the files")
    for what, why in made.missing:
        say(f"Not in it: {what}: {why}", err=True)
