"""Kill a whole server: PostgreSQL and the workers, while several people type.

PostgreSQL runs in a cluster of its own; each kill takes every process of it and every worker with
SIGKILL, one after the other in an order that the seed decides. Then it recovers by itself, and what
was acknowledged must be there, as in ``killing.py``.
"""

import random
from pathlib import Path

from ipdoc.casework.core.openvault import OpenVault, open_vault
from ipdoc.storage.place import Place
from tests.builders import PASSPHRASE, a_vault
from tests.cluster import Cluster
from tests.databases import address, make_database
from tests.killing import Killing
from tests.overhttp import Browser
from tests.serving import Workers

DATABASE = "ipdoc"


class ServedKilling(Killing):
    """A vault on PostgreSQL, and everything that serves it.

    Args:
        folder: an empty folder, for the attachments and the log.
        seed: decides who types what, when the kills fall, and what dies first.
        cluster: the PostgreSQL that is killed.
    """

    def __init__(self, folder: Path, seed: int, cluster: Cluster) -> None:
        self.cluster = cluster
        self.order = random.Random(f"{seed} order")  # noqa: S311 - no secret
        make_database(DATABASE, cluster.server)
        self.place = Place(folder / "vault", address(DATABASE, cluster.server))
        super().__init__(folder, seed)

    def new_vault(self) -> OpenVault:
        """Return the vault, made anew on the server."""
        return a_vault(self.place)

    def new_server(self) -> tuple["Everything", Browser]:
        """Start what was killed; return it and a browser."""
        if not self.cluster.runs():
            self.cluster.start()
        server = Everything(self)
        return server, server.browser()

    def verify(self) -> None:
        """Let PostgreSQL recover, and verify what it has."""
        self.cluster.start()
        with open_vault(self.place, PASSPHRASE) as vault, vault.transaction(write=False) as work:
            self.tally.records = work.case(self.ref.case_id).verify(files=True)


class Everything(Workers):
    """The workers, and PostgreSQL with them."""

    def __init__(self, killing: ServedKilling) -> None:
        super().__init__(killing.place, killing.folder)
        self._killing = killing

    def kill(self) -> None:
        """Kill all, the database first or the workers first."""
        deaths = [super().kill, self._killing.cluster.kill]
        self._killing.order.shuffle(deaths)
        for die in deaths:
            die()
