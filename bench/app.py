"""The application with a worked case in it, spoken to without a network."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from flask.testing import FlaskClient

from ipdoc.casework.core.openvault import OpenVault, create_vault
from ipdoc.casework.core.record import Ref
from ipdoc.casework.transfer.importing import import_case
from ipdoc.config import Settings
from ipdoc.resources import data_dir
from ipdoc.web.app import create_app

PASSPHRASE = "bench oxide lantern quarry mellow"  # noqa: S105 - of invented vaults


@dataclass
class Walk:
    """A browser that is let in."""

    client: FlaskClient
    ref: Ref
    vault: OpenVault

    def get(self, path: str) -> bytes:
        """Return the body of a page."""
        with self.client.get(path, follow_redirects=True) as answer:
            if answer.status_code != 200:
                raise RuntimeError(f"{path} answered {answer.status_code}")
            return answer.data

    @property
    def base(self) -> str:
        """Address of the evaluation."""
        return f"/cases/{self.ref.case_id}/{self.ref.evaluation_id}"

    def pages(self) -> Iterator[tuple[str, str]]:
        """Yield name and path of the task list, the body map and all section pages."""
        yield "task list", self.base
        yield "body map", f"{self.base}/lesions/"
        listed = self.get(self.base).decode()
        for section in dict.fromkeys(re.findall(r"/sections/([a-z_]+)\"", listed)):
            first = self.get(f"{self.base}/sections/{section}").decode()
            found = re.findall(rf"/sections/{section}/([a-z_]+)\"", first)
            for page in dict.fromkeys(found):
                yield f"{section}/{page}", f"{self.base}/sections/{section}/{page}"


def a_walk(folder: Path) -> Walk:
    """Return a browser in a new vault with the demonstration's first case."""
    vault = create_vault(folder, "Bench", PASSPHRASE)
    case = sorted((data_dir("forms") / "demo").glob("*.json"))[0]
    ref = import_case(vault, case.read_bytes()).ref
    app = create_app(Settings(vault_folder=folder, session_rate=1e6))
    sessions = app.extensions["ipdoc-sessions"]
    client = app.test_client()
    client.set_cookie(sessions.cookie, sessions.begin(vault), domain="localhost")
    return Walk(client, ref, vault)
