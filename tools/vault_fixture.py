"""Make the vault that later releases must still open: run once for each release.

python -m tools.vault_fixture tests/data/vault-0.1.tar.gz
"""

from __future__ import annotations

import io
import sys
import tarfile
import tempfile
from pathlib import Path

from ipdoc.casework.core.openvault import create_vault
from ipdoc.casework.issuing.choice import Choice
from ipdoc.casework.issuing.issue import issue
from ipdoc.casework.photographs import attach_photograph
from ipdoc.casework.transfer.importing import import_case
from ipdoc.imaging.specimen import draw_specimen
from ipdoc.resources import data_dir
from ipdoc.vault.keys import KdfCost

PASSPHRASE = "fixture fixture fixture fixture"  # noqa: S105 - it opens invented cases only
CHEAP = KdfCost(memory_kib=8 * 1024, iterations=1, lanes=1)


def make(target: Path) -> None:
    """Write a vault with the invented short case, a photograph and a report as a tar file."""
    with tempfile.TemporaryDirectory() as folder:
        vault_folder = Path(folder) / "vault"
        with create_vault(vault_folder, "Dr Fixture", PASSPHRASE, cost=CHEAP) as vault:
            case = sorted((data_dir("forms") / "demo").glob("*.json"))[-1]
            ref = import_case(vault, case.read_bytes()).ref
            picture = io.BytesIO(draw_specimen(1, scale=True))
            attach_photograph(vault, ref, picture, lesion=1, caption="Fixture")
            issue(vault, ref, Choice(language="ru"))
        with tarfile.open(target, "w:gz") as archive:
            archive.add(vault_folder, "vault")


if __name__ == "__main__":
    make(Path(sys.argv[1]))
