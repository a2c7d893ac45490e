"""Serve the pages, of a vault or of a throw-away one."""

from __future__ import annotations

import os
from pathlib import Path

import click

from ipdoc.casework import demo as demonstration
from ipdoc.casework.core.openvault import open_vault
from ipdoc.casework.issuing.choice import Choice
from ipdoc.cli.options import language_option, vault_option
from ipdoc.cli.reports import write_report
from ipdoc.cli.saying import say

_ELSEWHERE = ("IPDOC_DATABASE_URL", "IPDOC_OBJECTS_URL")
"""A demonstration never touches the vault that these name."""


@click.command()
@vault_option
@click.option("--port", default=0, type=click.IntRange(0, 65535), help="0 = any free port.")
@click.option("--browser/--no-browser", default=True, help="Open the browser.")
def serve(folder: Path, port: int, browser: bool) -> None:
    """Serve the pages on this computer alone (127.0.0.1) until interrupted."""
    from ipdoc.web.server import serve as run

    run(folder, port=port, open_browser=browser)


@click.command()
@click.option(
    "--report",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the report of the first case to this file and end.",
)
@language_option
@click.option("--port", default=0, type=click.IntRange(0, 65535), help="0 = any free port.")
@click.option("--browser/--no-browser", default=True, help="Open the browser.")
def demo(report: Path | None, lang: str, port: int, browser: bool) -> None:
    """Make a throw-away vault with two invented cases and serve it."""
    made = demonstration.make_demo()
    say(f"Vault: {made.folder}")
    say(f"Passphrase: {made.passphrase}")
    if report is not None:
        with open_vault(made.folder, made.passphrase) as vault:
            write_report(vault, made.cases[0].case_id, Choice(language=lang), report)
        return
    from ipdoc.web.server import serve as run

    here = {name: value for name, value in os.environ.items() if name not in _ELSEWHERE}
    run(made.folder, port=port, open_browser=browser, environment=here)


@click.command()
@click.option(
    "--bind",
    default="127.0.0.1:8000",
    show_default=True,
    help="HOST:PORT or unix:PATH, for the proxy in front.",
)
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64))
@click.option("--threads", default=4, show_default=True, type=click.IntRange(1, 64))
def server(bind: str, workers: int, threads: int) -> None:
    """Serve a vault to several people, behind a proxy; docs/deploy.md says how."""
    from ipdoc.web.workers import run

    run(bind, workers, threads)
